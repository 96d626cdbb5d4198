package fluxion;

import fluxion.annotation.MathMode;
import fluxion.tensor.StructureException;

/// Compiled functions that [Fluxion#compile] makes: each is a function of the same arguments.
///
/// The function is traced when it is called with a new structure, dtype, rank or extent. When an axis is seen with a
/// second extent, it is compiled once more for any extent of it, and no further extent compiles again. Java values
/// among the arguments that are no tensors are constants of the compiled code. May be called from any number of
/// threads.
///
/// With [MathMode#STRICT], as they are made, results are what the operations define, bit for bit. With
/// [MathMode#RELAXED] convolutions of `f32` with a filter of 3 by 3 that moves by 1, and the derivatives that are such
/// convolutions, are evaluated by Winograd's algorithm where that is faster: results are near those, with an error that
/// [fluxion.ir.math.Winograd] states, and are as reproducible, whatever the machine and the number of threads. A
/// function that is called inside of another one is computed as that one says.
///
/// This is a table: one class an arity.
@SuppressWarnings("NullAway") // a leaf may be null where there is no gradient, which a type variable cannot say
public abstract sealed class Compiled {
    private final CompiledFunction function;

    Compiled(CompiledFunction function) {
        this.function = function;
    }

    CompiledFunction function() {
        return function;
    }

    /// How often the function has been compiled so far.
    public int compilations() {
        return function.compilations();
    }

    /// Says what was compiled and why: a line for each compilation.
    public String explain() {
        return function.explain();
    }

    /// Of one argument.
    public static final class Of1<A, R> extends Compiled implements F1<A, R> {
        Of1(CompiledFunction function) {
            super(function);
        }

        @Override
        @SuppressWarnings("unchecked") // the result has the structure that the traced function gave
        public R apply(A a) {
            return (R) function().apply(new Object[] {a});
        }

        /// Computes the result into the tensors of `out`, a former result, which change: warm, this makes no
        /// objects.
        ///
        /// @throws StructureException if `out` has not the structure and types of the result
        public void into(R out, A a) {
            var frame = function().enter();
            try {
                frame.arguments[0] = a;
                function().into(frame, out);
            } finally {
                function().leave(frame);
            }
        }

        /// Replaces the tensors of the first argument by those of the result, which has its structure and
        /// types: warm, this makes no objects.
        ///
        /// @throws StructureException if the result has another structure or other types
        public void update(A a) {
            var frame = function().enter();
            try {
                frame.arguments[0] = a;
                function().into(frame, a);
            } finally {
                function().leave(frame);
            }
        }

        /// The same function that takes the tensors of the arguments numbered `arguments`, from 0: using one of
        /// them after the call is an error.
        public Of1<A, R> donating(int... arguments) {
            return new Of1<>(function().donating(arguments));
        }

        /// The same function, computed as `mode` says; see [Compiled].
        public Of1<A, R> math(MathMode mode) {
            return new Of1<>(function().math(mode));
        }
    }

    /// Of two arguments.
    public static final class Of2<A, B, R> extends Compiled implements F2<A, B, R> {
        Of2(CompiledFunction function) {
            super(function);
        }

        @Override
        @SuppressWarnings("unchecked") // the result has the structure that the traced function gave
        public R apply(A a, B b) {
            return (R) function().apply(new Object[] {a, b});
        }

        /// Computes the result into the tensors of `out`, a former result, which change: warm, this makes no
        /// objects.
        ///
        /// @throws StructureException if `out` has not the structure and types of the result
        public void into(R out, A a, B b) {
            var frame = function().enter();
            try {
                frame.arguments[0] = a;
                frame.arguments[1] = b;
                function().into(frame, out);
            } finally {
                function().leave(frame);
            }
        }

        /// Replaces the tensors of the first argument by those of the result, which has its structure and
        /// types: warm, this makes no objects.
        ///
        /// @throws StructureException if the result has another structure or other types
        public void update(A a, B b) {
            var frame = function().enter();
            try {
                frame.arguments[0] = a;
                frame.arguments[1] = b;
                function().into(frame, a);
            } finally {
                function().leave(frame);
            }
        }

        /// The same function that takes the tensors of the arguments numbered `arguments`, from 0: using one of
        /// them after the call is an error.
        public Of2<A, B, R> donating(int... arguments) {
            return new Of2<>(function().donating(arguments));
        }

        /// The same function, computed as `mode` says; see [Compiled].
        public Of2<A, B, R> math(MathMode mode) {
            return new Of2<>(function().math(mode));
        }
    }

    /// Of three arguments.
    public static final class Of3<A, B, C, R> extends Compiled implements F3<A, B, C, R> {
        Of3(CompiledFunction function) {
            super(function);
        }

        @Override
        @SuppressWarnings("unchecked") // the result has the structure that the traced function gave
        public R apply(A a, B b, C c) {
            return (R) function().apply(new Object[] {a, b, c});
        }

        /// Computes the result into the tensors of `out`, a former result, which change: warm, this makes no
        /// objects.
        ///
        /// @throws StructureException if `out` has not the structure and types of the result
        public void into(R out, A a, B b, C c) {
            var frame = function().enter();
            try {
                frame.arguments[0] = a;
                frame.arguments[1] = b;
                frame.arguments[2] = c;
                function().into(frame, out);
            } finally {
                function().leave(frame);
            }
        }

        /// Replaces the tensors of the first argument by those of the result, which has its structure and
        /// types: warm, this makes no objects.
        ///
        /// @throws StructureException if the result has another structure or other types
        public void update(A a, B b, C c) {
            var frame = function().enter();
            try {
                frame.arguments[0] = a;
                frame.arguments[1] = b;
                frame.arguments[2] = c;
                function().into(frame, a);
            } finally {
                function().leave(frame);
            }
        }

        /// The same function that takes the tensors of the arguments numbered `arguments`, from 0: using one of
        /// them after the call is an error.
        public Of3<A, B, C, R> donating(int... arguments) {
            return new Of3<>(function().donating(arguments));
        }

        /// The same function, computed as `mode` says; see [Compiled].
        public Of3<A, B, C, R> math(MathMode mode) {
            return new Of3<>(function().math(mode));
        }
    }

    /// Of four arguments.
    public static final class Of4<A, B, C, D, R> extends Compiled implements F4<A, B, C, D, R> {
        Of4(CompiledFunction function) {
            super(function);
        }

        @Override
        @SuppressWarnings("unchecked") // the result has the structure that the traced function gave
        public R apply(A a, B b, C c, D d) {
            return (R) function().apply(new Object[] {a, b, c, d});
        }

        /// Computes the result into the tensors of `out`, a former result, which change: warm, this makes no
        /// objects.
        ///
        /// @throws StructureException if `out` has not the structure and types of the result
        public void into(R out, A a, B b, C c, D d) {
            var frame = function().enter();
            try {
                frame.arguments[0] = a;
                frame.arguments[1] = b;
                frame.arguments[2] = c;
                frame.arguments[3] = d;
                function().into(frame, out);
            } finally {
                function().leave(frame);
            }
        }

        /// Replaces the tensors of the first argument by those of the result, which has its structure and
        /// types: warm, this makes no objects.
        ///
        /// @throws StructureException if the result has another structure or other types
        public void update(A a, B b, C c, D d) {
            var frame = function().enter();
            try {
                frame.arguments[0] = a;
                frame.arguments[1] = b;
                frame.arguments[2] = c;
                frame.arguments[3] = d;
                function().into(frame, a);
            } finally {
                function().leave(frame);
            }
        }

        /// The same function that takes the tensors of the arguments numbered `arguments`, from 0: using one of
        /// them after the call is an error.
        public Of4<A, B, C, D, R> donating(int... arguments) {
            return new Of4<>(function().donating(arguments));
        }

        /// The same function, computed as `mode` says; see [Compiled].
        public Of4<A, B, C, D, R> math(MathMode mode) {
            return new Of4<>(function().math(mode));
        }
    }

    /// Of five arguments.
    public static final class Of5<A, B, C, D, E, R> extends Compiled implements F5<A, B, C, D, E, R> {
        Of5(CompiledFunction function) {
            super(function);
        }

        @Override
        @SuppressWarnings("unchecked") // the result has the structure that the traced function gave
        public R apply(A a, B b, C c, D d, E e) {
            return (R) function().apply(new Object[] {a, b, c, d, e});
        }

        /// Computes the result into the tensors of `out`, a former result, which change: warm, this makes no
        /// objects.
        ///
        /// @throws StructureException if `out` has not the structure and types of the result
        public void into(R out, A a, B b, C c, D d, E e) {
            var frame = function().enter();
            try {
                frame.arguments[0] = a;
                frame.arguments[1] = b;
                frame.arguments[2] = c;
                frame.arguments[3] = d;
                frame.arguments[4] = e;
                function().into(frame, out);
            } finally {
                function().leave(frame);
            }
        }

        /// Replaces the tensors of the first argument by those of the result, which has its structure and
        /// types: warm, this makes no objects.
        ///
        /// @throws StructureException if the result has another structure or other types
        public void update(A a, B b, C c, D d, E e) {
            var frame = function().enter();
            try {
                frame.arguments[0] = a;
                frame.arguments[1] = b;
                frame.arguments[2] = c;
                frame.arguments[3] = d;
                frame.arguments[4] = e;
                function().into(frame, a);
            } finally {
                function().leave(frame);
            }
        }

        /// The same function that takes the tensors of the arguments numbered `arguments`, from 0: using one of
        /// them after the call is an error.
        public Of5<A, B, C, D, E, R> donating(int... arguments) {
            return new Of5<>(function().donating(arguments));
        }

        /// The same function, computed as `mode` says; see [Compiled].
        public Of5<A, B, C, D, E, R> math(MathMode mode) {
            return new Of5<>(function().math(mode));
        }
    }

    /// Of six arguments.
    public static final class Of6<A, B, C, D, E, G, R> extends Compiled implements F6<A, B, C, D, E, G, R> {
        Of6(CompiledFunction function) {
            super(function);
        }

        @Override
        @SuppressWarnings("unchecked") // the result has the structure that the traced function gave
        public R apply(A a, B b, C c, D d, E e, G g) {
            return (R) function().apply(new Object[] {a, b, c, d, e, g});
        }

        /// Computes the result into the tensors of `out`, a former result, which change: warm, this makes no
        /// objects.
        ///
        /// @throws StructureException if `out` has not the structure and types of the result
        public void into(R out, A a, B b, C c, D d, E e, G g) {
            var frame = function().enter();
            try {
                frame.arguments[0] = a;
                frame.arguments[1] = b;
                frame.arguments[2] = c;
                frame.arguments[3] = d;
                frame.arguments[4] = e;
                frame.arguments[5] = g;
                function().into(frame, out);
            } finally {
                function().leave(frame);
            }
        }

        /// Replaces the tensors of the first argument by those of the result, which has its structure and
        /// types: warm, this makes no objects.
        ///
        /// @throws StructureException if the result has another structure or other types
        public void update(A a, B b, C c, D d, E e, G g) {
            var frame = function().enter();
            try {
                frame.arguments[0] = a;
                frame.arguments[1] = b;
                frame.arguments[2] = c;
                frame.arguments[3] = d;
                frame.arguments[4] = e;
                frame.arguments[5] = g;
                function().into(frame, a);
            } finally {
                function().leave(frame);
            }
        }

        /// The same function that takes the tensors of the arguments numbered `arguments`, from 0: using one of
        /// them after the call is an error.
        public Of6<A, B, C, D, E, G, R> donating(int... arguments) {
            return new Of6<>(function().donating(arguments));
        }

        /// The same function, computed as `mode` says; see [Compiled].
        public Of6<A, B, C, D, E, G, R> math(MathMode mode) {
            return new Of6<>(function().math(mode));
        }
    }

    /// Of seven arguments.
    public static final class Of7<A, B, C, D, E, G, H, R> extends Compiled implements F7<A, B, C, D, E, G, H, R> {
        Of7(CompiledFunction function) {
            super(function);
        }

        @Override
        @SuppressWarnings("unchecked") // the result has the structure that the traced function gave
        public R apply(A a, B b, C c, D d, E e, G g, H h) {
            return (R) function().apply(new Object[] {a, b, c, d, e, g, h});
        }

        /// Computes the result into the tensors of `out`, a former result, which change: warm, this makes no
        /// objects.
        ///
        /// @throws StructureException if `out` has not the structure and types of the result
        public void into(R out, A a, B b, C c, D d, E e, G g, H h) {
            var frame = function().enter();
            try {
                frame.arguments[0] = a;
                frame.arguments[1] = b;
                frame.arguments[2] = c;
                frame.arguments[3] = d;
                frame.arguments[4] = e;
                frame.arguments[5] = g;
                frame.arguments[6] = h;
                function().into(frame, out);
            } finally {
                function().leave(frame);
            }
        }

        /// Replaces the tensors of the first argument by those of the result, which has its structure and
        /// types: warm, this makes no objects.
        ///
        /// @throws StructureException if the result has another structure or other types
        public void update(A a, B b, C c, D d, E e, G g, H h) {
            var frame = function().enter();
            try {
                frame.arguments[0] = a;
                frame.arguments[1] = b;
                frame.arguments[2] = c;
                frame.arguments[3] = d;
                frame.arguments[4] = e;
                frame.arguments[5] = g;
                frame.arguments[6] = h;
                function().into(frame, a);
            } finally {
                function().leave(frame);
            }
        }

        /// The same function that takes the tensors of the arguments numbered `arguments`, from 0: using one of
        /// them after the call is an error.
        public Of7<A, B, C, D, E, G, H, R> donating(int... arguments) {
            return new Of7<>(function().donating(arguments));
        }

        /// The same function, computed as `mode` says; see [Compiled].
        public Of7<A, B, C, D, E, G, H, R> math(MathMode mode) {
            return new Of7<>(function().math(mode));
        }
    }

    /// Of eight arguments.
    public static final class Of8<A, B, C, D, E, G, H, K, R> extends Compiled implements F8<A, B, C, D, E, G, H, K, R> {
        Of8(CompiledFunction function) {
            super(function);
        }

        @Override
        @SuppressWarnings("unchecked") // the result has the structure that the traced function gave
        public R apply(A a, B b, C c, D d, E e, G g, H h, K k) {
            return (R) function().apply(new Object[] {a, b, c, d, e, g, h, k});
        }

        /// Computes the result into the tensors of `out`, a former result, which change: warm, this makes no
        /// objects.
        ///
        /// @throws StructureException if `out` has not the structure and types of the result
        public void into(R out, A a, B b, C c, D d, E e, G g, H h, K k) {
            var frame = function().enter();
            try {
                frame.arguments[0] = a;
                frame.arguments[1] = b;
                frame.arguments[2] = c;
                frame.arguments[3] = d;
                frame.arguments[4] = e;
                frame.arguments[5] = g;
                frame.arguments[6] = h;
                frame.arguments[7] = k;
                function().into(frame, out);
            } finally {
                function().leave(frame);
            }
        }

        /// Replaces the tensors of the first argument by those of the result, which has its structure and
        /// types: warm, this makes no objects.
        ///
        /// @throws StructureException if the result has another structure or other types
        public void update(A a, B b, C c, D d, E e, G g, H h, K k) {
            var frame = function().enter();
            try {
                frame.arguments[0] = a;
                frame.arguments[1] = b;
                frame.arguments[2] = c;
                frame.arguments[3] = d;
                frame.arguments[4] = e;
                frame.arguments[5] = g;
                frame.arguments[6] = h;
                frame.arguments[7] = k;
                function().into(frame, a);
            } finally {
                function().leave(frame);
            }
        }

        /// The same function that takes the tensors of the arguments numbered `arguments`, from 0: using one of
        /// them after the call is an error.
        public Of8<A, B, C, D, E, G, H, K, R> donating(int... arguments) {
            return new Of8<>(function().donating(arguments));
        }

        /// The same function, computed as `mode` says; see [Compiled].
        public Of8<A, B, C, D, E, G, H, K, R> math(MathMode mode) {
            return new Of8<>(function().math(mode));
        }
    }
}
