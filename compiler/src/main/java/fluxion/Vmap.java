package fluxion;

/// Batched functions that [Fluxion#vmap] makes: a function of one example as a function of many. Every tensor of an
/// argument has the examples along one axis, the first unless `in` says otherwise; so has every tensor of the result,
/// unless `out` does.
@SuppressWarnings("NullAway") // a leaf may be null where there is no gradient, which a type variable cannot say
public final class Vmap {
    /// In place of an axis: an argument that all examples share.
    public static final int NOT_MAPPED = Integer.MIN_VALUE;

    private Vmap() {}

    /// Of one argument.
    public static final class Of1<A, R> implements F1<A, R> {
        private final Packed function;
        private final int[] axes;
        private final int outAxis;

        Of1(Packed function, int[] axes, int outAxis) {
            this.function = function;
            this.axes = axes;
            this.outAxis = outAxis;
        }

        @Override
        @SuppressWarnings("unchecked") // the structure that the function gives
        public R apply(A a) {
            return (R) Mapping.apply(function, axes, outAxis, a);
        }

        /// The same with the examples of argument i along axis `axes[i]`, or [#NOT_MAPPED].
        public Of1<A, R> in(int... axes) {
            return new Of1<>(function, axes.clone(), outAxis);
        }

        /// The same with the examples of the result along `axis`.
        public Of1<A, R> out(int axis) {
            return new Of1<>(function, axes, axis);
        }
    }

    /// Of two arguments.
    public static final class Of2<A, B, R> implements F2<A, B, R> {
        private final Packed function;
        private final int[] axes;
        private final int outAxis;

        Of2(Packed function, int[] axes, int outAxis) {
            this.function = function;
            this.axes = axes;
            this.outAxis = outAxis;
        }

        @Override
        @SuppressWarnings("unchecked") // the structure that the function gives
        public R apply(A a, B b) {
            return (R) Mapping.apply(function, axes, outAxis, a, b);
        }

        /// The same with the examples of argument i along axis `axes[i]`, or [#NOT_MAPPED].
        public Of2<A, B, R> in(int... axes) {
            return new Of2<>(function, axes.clone(), outAxis);
        }

        /// The same with the examples of the result along `axis`.
        public Of2<A, B, R> out(int axis) {
            return new Of2<>(function, axes, axis);
        }
    }

    /// Of three arguments.
    public static final class Of3<A, B, C, R> implements F3<A, B, C, R> {
        private final Packed function;
        private final int[] axes;
        private final int outAxis;

        Of3(Packed function, int[] axes, int outAxis) {
            this.function = function;
            this.axes = axes;
            this.outAxis = outAxis;
        }

        @Override
        @SuppressWarnings("unchecked") // the structure that the function gives
        public R apply(A a, B b, C c) {
            return (R) Mapping.apply(function, axes, outAxis, a, b, c);
        }

        /// The same with the examples of argument i along axis `axes[i]`, or [#NOT_MAPPED].
        public Of3<A, B, C, R> in(int... axes) {
            return new Of3<>(function, axes.clone(), outAxis);
        }

        /// The same with the examples of the result along `axis`.
        public Of3<A, B, C, R> out(int axis) {
            return new Of3<>(function, axes, axis);
        }
    }

    /// Of four arguments.
    public static final class Of4<A, B, C, D, R> implements F4<A, B, C, D, R> {
        private final Packed function;
        private final int[] axes;
        private final int outAxis;

        Of4(Packed function, int[] axes, int outAxis) {
            this.function = function;
            this.axes = axes;
            this.outAxis = outAxis;
        }

        @Override
        @SuppressWarnings("unchecked") // the structure that the function gives
        public R apply(A a, B b, C c, D d) {
            return (R) Mapping.apply(function, axes, outAxis, a, b, c, d);
        }

        /// The same with the examples of argument i along axis `axes[i]`, or [#NOT_MAPPED].
        public Of4<A, B, C, D, R> in(int... axes) {
            return new Of4<>(function, axes.clone(), outAxis);
        }

        /// The same with the examples of the result along `axis`.
        public Of4<A, B, C, D, R> out(int axis) {
            return new Of4<>(function, axes, axis);
        }
    }

    /// Of five arguments.
    public static final class Of5<A, B, C, D, E, R> implements F5<A, B, C, D, E, R> {
        private final Packed function;
        private final int[] axes;
        private final int outAxis;

        Of5(Packed function, int[] axes, int outAxis) {
            this.function = function;
            this.axes = axes;
            this.outAxis = outAxis;
        }

        @Override
        @SuppressWarnings("unchecked") // the structure that the function gives
        public R apply(A a, B b, C c, D d, E e) {
            return (R) Mapping.apply(function, axes, outAxis, a, b, c, d, e);
        }

        /// The same with the examples of argument i along axis `axes[i]`, or [#NOT_MAPPED].
        public Of5<A, B, C, D, E, R> in(int... axes) {
            return new Of5<>(function, axes.clone(), outAxis);
        }

        /// The same with the examples of the result along `axis`.
        public Of5<A, B, C, D, E, R> out(int axis) {
            return new Of5<>(function, axes, axis);
        }
    }

    /// Of six arguments.
    public static final class Of6<A, B, C, D, E, G, R> implements F6<A, B, C, D, E, G, R> {
        private final Packed function;
        private final int[] axes;
        private final int outAxis;

        Of6(Packed function, int[] axes, int outAxis) {
            this.function = function;
            this.axes = axes;
            this.outAxis = outAxis;
        }

        @Override
        @SuppressWarnings("unchecked") // the structure that the function gives
        public R apply(A a, B b, C c, D d, E e, G g) {
            return (R) Mapping.apply(function, axes, outAxis, a, b, c, d, e, g);
        }

        /// The same with the examples of argument i along axis `axes[i]`, or [#NOT_MAPPED].
        public Of6<A, B, C, D, E, G, R> in(int... axes) {
            return new Of6<>(function, axes.clone(), outAxis);
        }

        /// The same with the examples of the result along `axis`.
        public Of6<A, B, C, D, E, G, R> out(int axis) {
            return new Of6<>(function, axes, axis);
        }
    }

    /// Of seven arguments.
    public static final class Of7<A, B, C, D, E, G, H, R> implements F7<A, B, C, D, E, G, H, R> {
        private final Packed function;
        private final int[] axes;
        private final int outAxis;

        Of7(Packed function, int[] axes, int outAxis) {
            this.function = function;
            this.axes = axes;
            this.outAxis = outAxis;
        }

        @Override
        @SuppressWarnings("unchecked") // the structure that the function gives
        public R apply(A a, B b, C c, D d, E e, G g, H h) {
            return (R) Mapping.apply(function, axes, outAxis, a, b, c, d, e, g, h);
        }

        /// The same with the examples of argument i along axis `axes[i]`, or [#NOT_MAPPED].
        public Of7<A, B, C, D, E, G, H, R> in(int... axes) {
            return new Of7<>(function, axes.clone(), outAxis);
        }

        /// The same with the examples of the result along `axis`.
        public Of7<A, B, C, D, E, G, H, R> out(int axis) {
            return new Of7<>(function, axes, axis);
        }
    }

    /// Of eight arguments.
    public static final class Of8<A, B, C, D, E, G, H, K, R> implements F8<A, B, C, D, E, G, H, K, R> {
        private final Packed function;
        private final int[] axes;
        private final int outAxis;

        Of8(Packed function, int[] axes, int outAxis) {
            this.function = function;
            this.axes = axes;
            this.outAxis = outAxis;
        }

        @Override
        @SuppressWarnings("unchecked") // the structure that the function gives
        public R apply(A a, B b, C c, D d, E e, G g, H h, K k) {
            return (R) Mapping.apply(function, axes, outAxis, a, b, c, d, e, g, h, k);
        }

        /// The same with the examples of argument i along axis `axes[i]`, or [#NOT_MAPPED].
        public Of8<A, B, C, D, E, G, H, K, R> in(int... axes) {
            return new Of8<>(function, axes.clone(), outAxis);
        }

        /// The same with the examples of the result along `axis`.
        public Of8<A, B, C, D, E, G, H, K, R> out(int axis) {
            return new Of8<>(function, axes, axis);
        }
    }
}
