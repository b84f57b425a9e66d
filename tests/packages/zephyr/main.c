#include <quorate.h>
#include <stdio.h>

int main(void)
{
    quorate_options options;
    if (quorate_options_init(&options) != QUORATE_OK) /* of a library for other sizes */
        return 1;
    printf("quorate %d\n", QUORATE_NODES_MAX);
    return 0;
}
