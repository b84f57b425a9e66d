/*
 * The flash chip of an AST1030: SPI commands through its window, in the controller's user mode. Two sectors take turns.
 * A sector has its bytes first, and in its last page, which is written after them, a number that counts writes, their
 * length, and a check of both: where that is torn the sector counts for nothing.
 */
#include "kept.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define CONFIG REGISTER(0x7E620000u)
#define CONTROL REGISTER(0x7E620010u)
#define WINDOW (*(volatile uint8_t *)0x80000000u)
#define WRITE_ENABLE (1u << 16)
/* User mode, with the chip selected or not. */
#define SELECTED 3u
#define RELEASED 7u

enum { PROGRAM = 0x02, READ = 0x03, STATUS = 0x05, ALLOW = 0x06, ERASE = 0x20 };

#define SECTOR 4096u
#define PAGE 256u
#define HEAD (SECTOR - PAGE)

static void command(uint8_t number)
{
    CONTROL = SELECTED;
    WINDOW = number;
}

static void release(void)
{
    CONTROL = RELEASED;
}

static void at(uint32_t address)
{
    WINDOW = (uint8_t)(address >> 16);
    WINDOW = (uint8_t)(address >> 8);
    WINDOW = (uint8_t)address;
}

static void read_flash(uint32_t address, uint8_t *bytes, size_t length)
{
    command(READ);
    at(address);
    while (length-- > 0)
        *bytes++ = WINDOW;
    release();
}

/* Erases a sector, or writes bytes of one page. */
static void change(uint8_t number, uint32_t address, const uint8_t *bytes, size_t length)
{
    command(ALLOW);
    release();
    command(number);
    at(address);
    while (length-- > 0)
        WINDOW = *bytes++;
    release();
    command(STATUS);
    while (WINDOW & 1) {
    }
    release();
}

struct head {
    uint32_t number, length, check;
};

/* Number 0: there is nothing in the sector. */
static struct head head_of(uint32_t sector)
{
    static const struct head none;
    struct head head;
    CONFIG |= WRITE_ENABLE;
    read_flash(sector * SECTOR + HEAD, (uint8_t *)&head, sizeof head);
    return head.length <= KEPT_MAX && head.check == ~(head.number ^ head.length) ? head : none;
}

static uint32_t newest(void)
{
    return head_of(1).number > head_of(0).number;
}

size_t kept_read(uint32_t back, uint8_t *bytes, size_t capacity)
{
    const uint32_t sector = newest() ^ back;
    const struct head head = head_of(sector);
    if (head.number == 0 || head.length > capacity)
        return 0;
    read_flash(sector * SECTOR, bytes, head.length);
    return head.length;
}

void kept_write(const uint8_t *bytes, size_t length)
{
    const uint32_t last = newest(), address = (last ^ 1) * SECTOR;
    struct head head = { head_of(last).number + 1, (uint32_t)length, 0 };
    size_t page;
    head.check = ~(head.number ^ head.length);
    change(ERASE, address, NULL, 0);
    for (page = 0; page < length; page += PAGE)
        change(PROGRAM, address + (uint32_t)page, bytes + page, length - page < PAGE ? length - page : PAGE);
    change(PROGRAM, address + HEAD, (const uint8_t *)&head, sizeof head);
}
