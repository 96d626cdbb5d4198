// Defines what CUDA C has beyond C++, so that emitted kernels run on the host: a thread of a block is a fiber, blocks run
// one after the other, threads take their turns in a shuffled order, and a barrier hands over to the next thread. A
// barrier that some threads of a block never reach is an error. Memory is checked by the address sanitizer, and
// holds garbage when it is new.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <numeric>
#include <random>
#include <ucontext.h>
#include <vector>

#define __global__
#define __device__
#define __shared__ static

static inline float __int_as_float(int bits) { float x; memcpy(&x, &bits, sizeof x); return x; }
static inline double __longlong_as_double(long long bits) { double x; memcpy(&x, &bits, sizeof x); return x; }
static inline int __float_as_int(float x) { int bits; memcpy(&bits, &x, sizeof x); return bits; }
static inline long long __double_as_longlong(double x) { long long bits; memcpy(&bits, &x, sizeof x); return bits; }

struct Index { unsigned x; };
static Index threadIdx, blockIdx;

namespace shim {
// Switching by setjmp and longjmp costs a few nanoseconds; by ucontext, which starts a fiber, it is a system call.
struct Fiber {
    ucontext_t context;
    void* resume[5];
    std::vector<char> stack = std::vector<char>(1 << 17);
    bool started = false, done = true;
};
static void* scheduler[5];
static std::vector<std::unique_ptr<Fiber>> fibers;
static unsigned current;
static std::function<void()> body;
static std::mt19937 random(42);

static void* allocate(size_t bytes) { return memset(malloc(bytes), 0x7b, bytes); }

[[noreturn]] static void fail(const char* message) {
    fprintf(stderr, "%s\n", message);
    exit(3);
}

__attribute__((noinline, no_sanitize("address"))) static void jump(void** to) { __builtin_longjmp(to, 1); }

__attribute__((noinline, no_sanitize("address"))) static void hand(void** from, void** to) {
    if (__builtin_setjmp(from) == 0) jump(to);
}

static void threads() {
    for (;;) {
        body();
        auto& self = *fibers[current];
        self.done = true;
        hand(self.resume, scheduler);
    }
}

__attribute__((noinline, no_sanitize("address"))) static void start(Fiber& f) {
    f.started = true;
    getcontext(&f.context);
    f.context.uc_stack.ss_sp = f.stack.data();
    f.context.uc_stack.ss_size = f.stack.size();
    f.context.uc_link = nullptr;
    makecontext(&f.context, threads, 0);
    if (__builtin_setjmp(scheduler) == 0) setcontext(&f.context);
}

static void launch(long long blocks, int threads, std::function<void()> kernel) {
    if (blocks > 2147483647) fail("more blocks than a launch takes");
    body = kernel;
    while ((int)fibers.size() < threads) fibers.push_back(std::make_unique<Fiber>());
    std::vector<unsigned> order(threads);
    std::iota(order.begin(), order.end(), 0u);
    for (long long block = 0; block < blocks; block++) {
        for (int t = 0; t < threads; t++) fibers[t]->done = false;
        for (int left = threads; left > 0;) {
            std::shuffle(order.begin(), order.end(), random);
            int waiting = 0;
            for (unsigned t : order) {
                auto& f = *fibers[t];
                if (f.done) continue;
                current = threadIdx.x = t;
                blockIdx.x = (unsigned)block;
                if (f.started) hand(scheduler, f.resume); else start(f);
                if (!f.done) waiting++;
            }
            if (waiting > 0 && waiting < left) fail("some threads of a block left while others wait at a barrier");
            left = waiting;
        }
    }
}
}  // namespace shim

static void __syncthreads() {
    unsigned self = shim::current;
    shim::hand(shim::fibers[self]->resume, shim::scheduler);
    threadIdx.x = self;
}

#define LAUNCH(kernel, blocks, threads, ...) \
    shim::launch((blocks), (threads), [=] { kernel(__VA_ARGS__); })
#define ALLOCATE(bytes) shim::allocate((size_t)(bytes))
#define FETCH(element) (element)
#define STORE(element, value) ((element) = (value))
#define REQUIRE(condition, message) \
    do { if (!(condition)) shim::fail(message); } while (0)
