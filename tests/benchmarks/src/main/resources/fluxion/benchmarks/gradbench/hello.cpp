// The derivative of the square.
extern "C" void hello(double x, double* dx) { *dx = 2 * x; }
