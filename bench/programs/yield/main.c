/* What the memory allows: a frame of 256 bytes is copied out and another one in, as a switch that copies stacks must do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FRAMES = 4096, FRAME = 256, SWITCHES = 20000000 };

int main(void) {
    char *frames = calloc(FRAMES, FRAME), running[FRAME];
    struct timespec from, to;
    if (frames == NULL) return 1;
    memset(running, 1, FRAME);
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int i = 0; i < SWITCHES; i++) {
        char *out = frames + (size_t)(i & FRAMES - 1) * FRAME, *in = frames + (size_t)(i + 1 & FRAMES - 1) * FRAME;
        memcpy(out, running, FRAME);
        memcpy(running, in, FRAME);
        __asm__ volatile("" : : "r"(running), "r"(frames) : "memory");
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("switch %.1f ns\n", ((to.tv_sec - from.tv_sec) * 1e9 + (to.tv_nsec - from.tv_nsec)) / SWITCHES);
    return 0;
}
