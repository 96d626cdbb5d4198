// Defines what CUDA C has beyond C++, so that emitted kernels run on the host: a thread of a block is a fiber, blocks run one
// after the other, threads are started in a shuffled order, and a barrier hands over to the next thread. A barrier that
// some threads of a block never reach is an error. Memory is checked by the address sanitizer.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
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
struct Fiber {
    ucontext_t context;
    std::vector<char> stack = std::vector<char>(1 << 17);
    bool done = true, waiting = false;
};
static ucontext_t scheduler;
static std::vector<Fiber> fibers;
static unsigned current;
static std::function<void()> body;
static std::mt19937 random(42);

static void enter() {
    body();
    fibers[current].done = true;
    swapcontext(&fibers[current].context, &scheduler);
}

static void fail(const char* message) {
    fprintf(stderr, "%s\n", message);
    exit(3);
}

static void launch(long long blocks, int threads, std::function<void()> kernel) {
    body = kernel;
    if ((int)fibers.size() < threads) fibers.resize(threads);
    std::vector<unsigned> order(threads);
    std::iota(order.begin(), order.end(), 0u);
    for (long long block = 0; block < blocks; block++) {
        for (int t = 0; t < threads; t++) {
            auto& f = fibers[t];
            getcontext(&f.context);
            f.context.uc_stack.ss_sp = f.stack.data();
            f.context.uc_stack.ss_size = f.stack.size();
            f.context.uc_link = &scheduler;
            makecontext(&f.context, enter, 0);
            f.done = f.waiting = false;
        }
        for (int left = threads; left > 0;) {
            std::shuffle(order.begin(), order.end(), random);
            int finished = 0, waiting = 0;
            for (unsigned t : order) {
                if (fibers[t].done) continue;
                current = t;
                threadIdx.x = t;
                blockIdx.x = (unsigned)block;
                fibers[t].waiting = false;
                swapcontext(&scheduler, &fibers[t].context);
                fibers[t].done ? finished++ : waiting++;
            }
            if (waiting > 0 && waiting < left) fail("some threads of a block left while others wait at a barrier");
            left = waiting;
        }
    }
}
}  // namespace shim

static void __syncthreads() {
    unsigned self = shim::current;
    shim::fibers[self].waiting = true;
    swapcontext(&shim::fibers[self].context, &shim::scheduler);
    threadIdx.x = self;
}

#define LAUNCH(kernel, blocks, threads, ...) \
    shim::launch((blocks), (threads), [=] { kernel(__VA_ARGS__); })
#define ALLOCATE(bytes) malloc((size_t)(bytes) + 1)
#define FETCH(element) (element)
#define STORE(element, value) ((element) = (value))
#define REQUIRE(condition, message) \
    do { if (!(condition)) shim::fail(message); } while (0)
