package fluxion.nn.init;

import fluxion.ir.Shape;

/// How many numbers an element of a layer's result is made of, and how many it goes into, from the shape of the
/// weights: the last two axes are inputs and outputs, and each position of a kernel, along the axes before them,
/// counts.
///
/// @param in what an output is made of
/// @param out what an input goes into
record Fans(double in, double out) {
    static Fans of(Shape shape) {
        int rank = shape.rank();
        long[] dims = shape.constants();
        if (rank < 2) {
            double n = rank == 0 ? 1 : dims[0];
            return new Fans(n, n);
        }
        double positions = 1;
        for (int i = 0; i < rank - 2; i++) {
            positions *= dims[i];
        }
        return new Fans(positions * dims[rank - 2], positions * dims[rank - 1]);
    }
}
