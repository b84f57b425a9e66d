/* From reset to run(): no operating system, no libc. */
#include "board.h"

/* From the linker script. */
extern uint32_t stack_limit, stack_top, data_load, data_start, data_end, bss_start, bss_end;

void reset(void) __attribute__((noreturn));
static void fault(void);
void after_fault(void) __attribute__((noreturn));

#define FAULT_STATUS 99

typedef void (*handler)(void);

/* Without interrupts only the first sixteen are needed. */
__attribute__((section(".vectors"), used)) static const handler vectors[16] = {
    (handler)(void *)&stack_top, reset, fault, fault, fault, fault, fault, 0, 0, 0, 0,
    fault, fault, 0, fault, fault,
};

#define REGISTER(address) (*(volatile uint32_t *)(address))

#define CPACR REGISTER(0xE000ED88u)
#define MPU_CTRL REGISTER(0xE000ED94u)
#define MPU_RNR REGISTER(0xE000ED98u)
#define MPU_RBAR REGISTER(0xE000ED9Cu)
#define MPU_RASR REGISTER(0xE000EDA0u)

/* The library is compiled for hard floats: without the FPU the first vector instruction faults. */
static void fpu_on(void)
{
    CPACR |= 0xFu << 20;
    __asm volatile("dsb\n\tisb" ::: "memory");
}

/* No access to the 256 bytes below the stack: an overflow faults, and corrupts nothing. */
static void guard_the_stack(void)
{
    MPU_RNR = 0;
    MPU_RBAR = (uint32_t)(uintptr_t)&stack_limit;
    MPU_RASR = 1u << 28 | 7u << 1 | 1u;
    MPU_CTRL = 1u << 2 | 1u;
    __asm volatile("dsb\n\tisb" ::: "memory");
}

void reset(void)
{
    uint32_t *from = &data_load;
    uint32_t *to;
    fpu_on();
    for (to = &data_start; to < &data_end;)
        *to++ = *from++;
    for (to = &bss_start; to < &bss_end;)
        *to++ = 0;
    guard_the_stack();
    stop((uint32_t)run());
}

/* The stack may be what is wrong: begin a new one. */
__attribute__((naked)) static void fault(void)
{
    __asm volatile("ldr r0, =stack_top\n\tmsr msp, r0\n\tb after_fault");
}

__attribute__((used)) void after_fault(void)
{
    stop(FAULT_STATUS);
}

/* Semihosting, SYS_EXIT_EXTENDED with ADP_Stopped_ApplicationExit. */
void stop(uint32_t status)
{
    const uint32_t block[2] = { 0x20026u, status };
    register uint32_t operation __asm("r0") = 0x20u;
    register const uint32_t *argument __asm("r1") = block;
    __asm volatile("bkpt 0xAB" ::"r"(operation), "r"(argument) : "memory");
    for (;;) {
    }
}

void failed(const char *file, uint32_t line, const char *what)
{
    put(file);
    put(":");
    put_number(line);
    put(": ");
    put(what);
    put("\n");
    stop(1);
}
