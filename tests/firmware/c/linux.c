/* The board of the firmware's programs where there is a Linux. */
#include "board.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void put(const char *text)
{
    fputs(text, stdout);
}

void put_number(uint32_t number)
{
    printf("%lu", (unsigned long)number);
}

size_t length_of(const char *text)
{
    return strlen(text);
}

void stop(uint32_t status)
{
    exit((int)status);
}

void failed(const char *file, uint32_t line, const char *what)
{
    fprintf(stderr, "%s:%lu: %s\n", file, (unsigned long)line, what);
    exit(1);
}

int main(void)
{
    return run();
}
