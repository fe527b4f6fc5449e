/* What the kernel allows: kernel threads are created and joined, 64 at a time. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

enum { ROUNDS = 1000, AT_ONCE = 64 };
static atomic_int counter;

static void *work(void *unused) {
    atomic_fetch_add(&counter, 1);
    return unused;
}

int main(void) {
    pthread_t threads[AT_ONCE];
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int r = 0; r < ROUNDS; r++) {
        for (int i = 0; i < AT_ONCE; i++) {
            if (pthread_create(&threads[i], NULL, work, NULL) != 0) return 1;
        }
        for (int i = 0; i < AT_ONCE; i++) pthread_join(threads[i], NULL);
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    if (counter != ROUNDS * AT_ONCE) return 1;
    printf("thread %.0f ns\n", ((to.tv_sec - from.tv_sec) * 1e9 + (to.tv_nsec - from.tv_nsec)) / (ROUNDS * AT_ONCE));
    return 0;
}
