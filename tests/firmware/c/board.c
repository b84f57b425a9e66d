/* UART and clock. BOARD_AST1030: ASPEED's mini-BMC; BOARD_AN386: Arm's MPS2 with a Cortex-M4. */
#include "board.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))

#if defined(BOARD_AST1030)

/* UART5, a 16550 with its registers four bytes apart. */
#define UART 0x7E784000u

static void put_byte(char byte)
{
    while ((REGISTER(UART + 0x14) & 1u << 5) == 0) {
    }
    REGISTER(UART) = (uint8_t)byte;
}

#elif defined(BOARD_AN386)

/* CMSDK UART0; its transmitter is off after reset. */
#define UART 0x40004000u

static void put_byte(char byte)
{
    if (REGISTER(UART + 0x8) == 0) {
        REGISTER(UART + 0x10) = 16;
        REGISTER(UART + 0x8) = 1;
    }
    while (REGISTER(UART + 0x4) & 1u) {
    }
    REGISTER(UART) = (uint8_t)byte;
}

#else
#error "define BOARD_AST1030 or BOARD_AN386"
#endif

void put(const char *text)
{
    while (*text != '\0')
        put_byte(*text++);
}

void put_number(uint32_t number)
{
    char digits[11];
    char *first = &digits[10];
    *first = '\0';
    do {
        *--first = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    put(first);
}

size_t length_of(const char *text)
{
    const char *end = text;
    while (*end != '\0')
        end++;
    return (size_t)(end - text);
}

/* SysTick, on the processor's clock, counts down from its 24 bits. */
#define SYST_CSR REGISTER(0xE000E010u)
#define SYST_RVR REGISTER(0xE000E014u)
#define SYST_CVR REGISTER(0xE000E018u)

static uint32_t started;

void clock_start(void)
{
    SYST_RVR = 0xFFFFFFu;
    SYST_CVR = 0;
    SYST_CSR = 1u << 2 | 1u;
    started = SYST_CVR;
}

uint32_t clock_read(void)
{
    return (started - SYST_CVR) & 0xFFFFFFu;
}
