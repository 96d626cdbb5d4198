package fluxion;

/// Gradient functions that [Fluxion] makes. Each is a function of the same arguments that gives the gradient with
/// respect to the first; `wrt` chooses others.
@SuppressWarnings("NullAway") // a leaf may be null where there is no gradient, which a type variable cannot say
public final class Gradient {
    private Gradient() {}

    /// The gradient, of one argument.
    public static final class Of1<A> implements F1<A, A> {
        private final Packed function;

        Of1(Packed function) {
            this.function = function;
        }

        @Override
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public A apply(A a) {
            return (A) Reverse.gradient(function, new Object[] {a});
        }

        /// The same with respect to the arguments numbered `arguments`, from 0; the others are null in the
        /// result.
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public F1<A, Args.Of1<A>> wrt(int... arguments) {
            var chosen = arguments.clone();
            return (a) -> (Args.Of1<A>) Reverse.gradient(function, new Object[] {a}, chosen);
        }
    }

    /// The gradient, of two arguments.
    public static final class Of2<A, B> implements F2<A, B, A> {
        private final Packed function;

        Of2(Packed function) {
            this.function = function;
        }

        @Override
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public A apply(A a, B b) {
            return (A) Reverse.gradient(function, new Object[] {a, b});
        }

        /// The same with respect to the arguments numbered `arguments`, from 0; the others are null in the
        /// result.
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public F2<A, B, Args.Of2<A, B>> wrt(int... arguments) {
            var chosen = arguments.clone();
            return (a, b) -> (Args.Of2<A, B>) Reverse.gradient(function, new Object[] {a, b}, chosen);
        }
    }

    /// The gradient, of three arguments.
    public static final class Of3<A, B, C> implements F3<A, B, C, A> {
        private final Packed function;

        Of3(Packed function) {
            this.function = function;
        }

        @Override
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public A apply(A a, B b, C c) {
            return (A) Reverse.gradient(function, new Object[] {a, b, c});
        }

        /// The same with respect to the arguments numbered `arguments`, from 0; the others are null in the
        /// result.
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public F3<A, B, C, Args.Of3<A, B, C>> wrt(int... arguments) {
            var chosen = arguments.clone();
            return (a, b, c) -> (Args.Of3<A, B, C>) Reverse.gradient(function, new Object[] {a, b, c}, chosen);
        }
    }

    /// The gradient, of four arguments.
    public static final class Of4<A, B, C, D> implements F4<A, B, C, D, A> {
        private final Packed function;

        Of4(Packed function) {
            this.function = function;
        }

        @Override
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public A apply(A a, B b, C c, D d) {
            return (A) Reverse.gradient(function, new Object[] {a, b, c, d});
        }

        /// The same with respect to the arguments numbered `arguments`, from 0; the others are null in the
        /// result.
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public F4<A, B, C, D, Args.Of4<A, B, C, D>> wrt(int... arguments) {
            var chosen = arguments.clone();
            return (a, b, c, d) -> (Args.Of4<A, B, C, D>) Reverse.gradient(function, new Object[] {a, b, c, d}, chosen);
        }
    }

    /// The gradient, of five arguments.
    public static final class Of5<A, B, C, D, E> implements F5<A, B, C, D, E, A> {
        private final Packed function;

        Of5(Packed function) {
            this.function = function;
        }

        @Override
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public A apply(A a, B b, C c, D d, E e) {
            return (A) Reverse.gradient(function, new Object[] {a, b, c, d, e});
        }

        /// The same with respect to the arguments numbered `arguments`, from 0; the others are null in the
        /// result.
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public F5<A, B, C, D, E, Args.Of5<A, B, C, D, E>> wrt(int... arguments) {
            var chosen = arguments.clone();
            return (a, b, c, d, e) ->
                    (Args.Of5<A, B, C, D, E>) Reverse.gradient(function, new Object[] {a, b, c, d, e}, chosen);
        }
    }

    /// The gradient, of six arguments.
    public static final class Of6<A, B, C, D, E, G> implements F6<A, B, C, D, E, G, A> {
        private final Packed function;

        Of6(Packed function) {
            this.function = function;
        }

        @Override
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public A apply(A a, B b, C c, D d, E e, G g) {
            return (A) Reverse.gradient(function, new Object[] {a, b, c, d, e, g});
        }

        /// The same with respect to the arguments numbered `arguments`, from 0; the others are null in the
        /// result.
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public F6<A, B, C, D, E, G, Args.Of6<A, B, C, D, E, G>> wrt(int... arguments) {
            var chosen = arguments.clone();
            return (a, b, c, d, e, g) ->
                    (Args.Of6<A, B, C, D, E, G>) Reverse.gradient(function, new Object[] {a, b, c, d, e, g}, chosen);
        }
    }

    /// The gradient, of seven arguments.
    public static final class Of7<A, B, C, D, E, G, H> implements F7<A, B, C, D, E, G, H, A> {
        private final Packed function;

        Of7(Packed function) {
            this.function = function;
        }

        @Override
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public A apply(A a, B b, C c, D d, E e, G g, H h) {
            return (A) Reverse.gradient(function, new Object[] {a, b, c, d, e, g, h});
        }

        /// The same with respect to the arguments numbered `arguments`, from 0; the others are null in the
        /// result.
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public F7<A, B, C, D, E, G, H, Args.Of7<A, B, C, D, E, G, H>> wrt(int... arguments) {
            var chosen = arguments.clone();
            return (a, b, c, d, e, g, h) -> (Args.Of7<A, B, C, D, E, G, H>)
                    Reverse.gradient(function, new Object[] {a, b, c, d, e, g, h}, chosen);
        }
    }

    /// The gradient, of eight arguments.
    public static final class Of8<A, B, C, D, E, G, H, K> implements F8<A, B, C, D, E, G, H, K, A> {
        private final Packed function;

        Of8(Packed function) {
            this.function = function;
        }

        @Override
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public A apply(A a, B b, C c, D d, E e, G g, H h, K k) {
            return (A) Reverse.gradient(function, new Object[] {a, b, c, d, e, g, h, k});
        }

        /// The same with respect to the arguments numbered `arguments`, from 0; the others are null in the
        /// result.
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public F8<A, B, C, D, E, G, H, K, Args.Of8<A, B, C, D, E, G, H, K>> wrt(int... arguments) {
            var chosen = arguments.clone();
            return (a, b, c, d, e, g, h, k) -> (Args.Of8<A, B, C, D, E, G, H, K>)
                    Reverse.gradient(function, new Object[] {a, b, c, d, e, g, h, k}, chosen);
        }
    }

    /// The value and the gradient, of one argument.
    public static final class ValueOf1<A> implements F1<A, ValueAndGrad<A>> {
        private final Packed function;

        ValueOf1(Packed function) {
            this.function = function;
        }

        @Override
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public ValueAndGrad<A> apply(A a) {
            return (ValueAndGrad<A>) Reverse.valueAndGradient(function, new Object[] {a});
        }

        /// The same with respect to the arguments numbered `arguments`, from 0; the others are null in the
        /// result.
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public F1<A, ValueAndGrad<Args.Of1<A>>> wrt(int... arguments) {
            var chosen = arguments.clone();
            return (a) -> (ValueAndGrad<Args.Of1<A>>) Reverse.valueAndGradient(function, new Object[] {a}, chosen);
        }
    }

    /// The value and the gradient, of two arguments.
    public static final class ValueOf2<A, B> implements F2<A, B, ValueAndGrad<A>> {
        private final Packed function;

        ValueOf2(Packed function) {
            this.function = function;
        }

        @Override
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public ValueAndGrad<A> apply(A a, B b) {
            return (ValueAndGrad<A>) Reverse.valueAndGradient(function, new Object[] {a, b});
        }

        /// The same with respect to the arguments numbered `arguments`, from 0; the others are null in the
        /// result.
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public F2<A, B, ValueAndGrad<Args.Of2<A, B>>> wrt(int... arguments) {
            var chosen = arguments.clone();
            return (a, b) ->
                    (ValueAndGrad<Args.Of2<A, B>>) Reverse.valueAndGradient(function, new Object[] {a, b}, chosen);
        }
    }

    /// The value and the gradient, of three arguments.
    public static final class ValueOf3<A, B, C> implements F3<A, B, C, ValueAndGrad<A>> {
        private final Packed function;

        ValueOf3(Packed function) {
            this.function = function;
        }

        @Override
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public ValueAndGrad<A> apply(A a, B b, C c) {
            return (ValueAndGrad<A>) Reverse.valueAndGradient(function, new Object[] {a, b, c});
        }

        /// The same with respect to the arguments numbered `arguments`, from 0; the others are null in the
        /// result.
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public F3<A, B, C, ValueAndGrad<Args.Of3<A, B, C>>> wrt(int... arguments) {
            var chosen = arguments.clone();
            return (a, b, c) -> (ValueAndGrad<Args.Of3<A, B, C>>)
                    Reverse.valueAndGradient(function, new Object[] {a, b, c}, chosen);
        }
    }

    /// The value and the gradient, of four arguments.
    public static final class ValueOf4<A, B, C, D> implements F4<A, B, C, D, ValueAndGrad<A>> {
        private final Packed function;

        ValueOf4(Packed function) {
            this.function = function;
        }

        @Override
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public ValueAndGrad<A> apply(A a, B b, C c, D d) {
            return (ValueAndGrad<A>) Reverse.valueAndGradient(function, new Object[] {a, b, c, d});
        }

        /// The same with respect to the arguments numbered `arguments`, from 0; the others are null in the
        /// result.
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public F4<A, B, C, D, ValueAndGrad<Args.Of4<A, B, C, D>>> wrt(int... arguments) {
            var chosen = arguments.clone();
            return (a, b, c, d) -> (ValueAndGrad<Args.Of4<A, B, C, D>>)
                    Reverse.valueAndGradient(function, new Object[] {a, b, c, d}, chosen);
        }
    }

    /// The value and the gradient, of five arguments.
    public static final class ValueOf5<A, B, C, D, E> implements F5<A, B, C, D, E, ValueAndGrad<A>> {
        private final Packed function;

        ValueOf5(Packed function) {
            this.function = function;
        }

        @Override
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public ValueAndGrad<A> apply(A a, B b, C c, D d, E e) {
            return (ValueAndGrad<A>) Reverse.valueAndGradient(function, new Object[] {a, b, c, d, e});
        }

        /// The same with respect to the arguments numbered `arguments`, from 0; the others are null in the
        /// result.
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public F5<A, B, C, D, E, ValueAndGrad<Args.Of5<A, B, C, D, E>>> wrt(int... arguments) {
            var chosen = arguments.clone();
            return (a, b, c, d, e) -> (ValueAndGrad<Args.Of5<A, B, C, D, E>>)
                    Reverse.valueAndGradient(function, new Object[] {a, b, c, d, e}, chosen);
        }
    }

    /// The value and the gradient, of six arguments.
    public static final class ValueOf6<A, B, C, D, E, G> implements F6<A, B, C, D, E, G, ValueAndGrad<A>> {
        private final Packed function;

        ValueOf6(Packed function) {
            this.function = function;
        }

        @Override
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public ValueAndGrad<A> apply(A a, B b, C c, D d, E e, G g) {
            return (ValueAndGrad<A>) Reverse.valueAndGradient(function, new Object[] {a, b, c, d, e, g});
        }

        /// The same with respect to the arguments numbered `arguments`, from 0; the others are null in the
        /// result.
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public F6<A, B, C, D, E, G, ValueAndGrad<Args.Of6<A, B, C, D, E, G>>> wrt(int... arguments) {
            var chosen = arguments.clone();
            return (a, b, c, d, e, g) -> (ValueAndGrad<Args.Of6<A, B, C, D, E, G>>)
                    Reverse.valueAndGradient(function, new Object[] {a, b, c, d, e, g}, chosen);
        }
    }

    /// The value and the gradient, of seven arguments.
    public static final class ValueOf7<A, B, C, D, E, G, H> implements F7<A, B, C, D, E, G, H, ValueAndGrad<A>> {
        private final Packed function;

        ValueOf7(Packed function) {
            this.function = function;
        }

        @Override
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public ValueAndGrad<A> apply(A a, B b, C c, D d, E e, G g, H h) {
            return (ValueAndGrad<A>) Reverse.valueAndGradient(function, new Object[] {a, b, c, d, e, g, h});
        }

        /// The same with respect to the arguments numbered `arguments`, from 0; the others are null in the
        /// result.
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public F7<A, B, C, D, E, G, H, ValueAndGrad<Args.Of7<A, B, C, D, E, G, H>>> wrt(int... arguments) {
            var chosen = arguments.clone();
            return (a, b, c, d, e, g, h) -> (ValueAndGrad<Args.Of7<A, B, C, D, E, G, H>>)
                    Reverse.valueAndGradient(function, new Object[] {a, b, c, d, e, g, h}, chosen);
        }
    }

    /// The value and the gradient, of eight arguments.
    public static final class ValueOf8<A, B, C, D, E, G, H, K> implements F8<A, B, C, D, E, G, H, K, ValueAndGrad<A>> {
        private final Packed function;

        ValueOf8(Packed function) {
            this.function = function;
        }

        @Override
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public ValueAndGrad<A> apply(A a, B b, C c, D d, E e, G g, H h, K k) {
            return (ValueAndGrad<A>) Reverse.valueAndGradient(function, new Object[] {a, b, c, d, e, g, h, k});
        }

        /// The same with respect to the arguments numbered `arguments`, from 0; the others are null in the
        /// result.
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public F8<A, B, C, D, E, G, H, K, ValueAndGrad<Args.Of8<A, B, C, D, E, G, H, K>>> wrt(int... arguments) {
            var chosen = arguments.clone();
            return (a, b, c, d, e, g, h, k) -> (ValueAndGrad<Args.Of8<A, B, C, D, E, G, H, K>>)
                    Reverse.valueAndGradient(function, new Object[] {a, b, c, d, e, g, h, k}, chosen);
        }
    }

    /// The value, the gradient, and what else the function gave, of one argument.
    public static final class AuxOf1<A, X> implements F1<A, ValueGradAux<A, X>> {
        private final Packed function;

        AuxOf1(Packed function) {
            this.function = function;
        }

        @Override
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public ValueGradAux<A, X> apply(A a) {
            return (ValueGradAux<A, X>) Reverse.valueGradAux(function, new Object[] {a});
        }

        /// The same with respect to the arguments numbered `arguments`, from 0; the others are null in the
        /// result.
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public F1<A, ValueGradAux<Args.Of1<A>, X>> wrt(int... arguments) {
            var chosen = arguments.clone();
            return (a) -> (ValueGradAux<Args.Of1<A>, X>) Reverse.valueGradAux(function, new Object[] {a}, chosen);
        }
    }

    /// The value, the gradient, and what else the function gave, of two arguments.
    public static final class AuxOf2<A, B, X> implements F2<A, B, ValueGradAux<A, X>> {
        private final Packed function;

        AuxOf2(Packed function) {
            this.function = function;
        }

        @Override
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public ValueGradAux<A, X> apply(A a, B b) {
            return (ValueGradAux<A, X>) Reverse.valueGradAux(function, new Object[] {a, b});
        }

        /// The same with respect to the arguments numbered `arguments`, from 0; the others are null in the
        /// result.
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public F2<A, B, ValueGradAux<Args.Of2<A, B>, X>> wrt(int... arguments) {
            var chosen = arguments.clone();
            return (a, b) ->
                    (ValueGradAux<Args.Of2<A, B>, X>) Reverse.valueGradAux(function, new Object[] {a, b}, chosen);
        }
    }

    /// The value, the gradient, and what else the function gave, of three arguments.
    public static final class AuxOf3<A, B, C, X> implements F3<A, B, C, ValueGradAux<A, X>> {
        private final Packed function;

        AuxOf3(Packed function) {
            this.function = function;
        }

        @Override
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public ValueGradAux<A, X> apply(A a, B b, C c) {
            return (ValueGradAux<A, X>) Reverse.valueGradAux(function, new Object[] {a, b, c});
        }

        /// The same with respect to the arguments numbered `arguments`, from 0; the others are null in the
        /// result.
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public F3<A, B, C, ValueGradAux<Args.Of3<A, B, C>, X>> wrt(int... arguments) {
            var chosen = arguments.clone();
            return (a, b, c) ->
                    (ValueGradAux<Args.Of3<A, B, C>, X>) Reverse.valueGradAux(function, new Object[] {a, b, c}, chosen);
        }
    }

    /// The value, the gradient, and what else the function gave, of four arguments.
    public static final class AuxOf4<A, B, C, D, X> implements F4<A, B, C, D, ValueGradAux<A, X>> {
        private final Packed function;

        AuxOf4(Packed function) {
            this.function = function;
        }

        @Override
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public ValueGradAux<A, X> apply(A a, B b, C c, D d) {
            return (ValueGradAux<A, X>) Reverse.valueGradAux(function, new Object[] {a, b, c, d});
        }

        /// The same with respect to the arguments numbered `arguments`, from 0; the others are null in the
        /// result.
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public F4<A, B, C, D, ValueGradAux<Args.Of4<A, B, C, D>, X>> wrt(int... arguments) {
            var chosen = arguments.clone();
            return (a, b, c, d) -> (ValueGradAux<Args.Of4<A, B, C, D>, X>)
                    Reverse.valueGradAux(function, new Object[] {a, b, c, d}, chosen);
        }
    }

    /// The value, the gradient, and what else the function gave, of five arguments.
    public static final class AuxOf5<A, B, C, D, E, X> implements F5<A, B, C, D, E, ValueGradAux<A, X>> {
        private final Packed function;

        AuxOf5(Packed function) {
            this.function = function;
        }

        @Override
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public ValueGradAux<A, X> apply(A a, B b, C c, D d, E e) {
            return (ValueGradAux<A, X>) Reverse.valueGradAux(function, new Object[] {a, b, c, d, e});
        }

        /// The same with respect to the arguments numbered `arguments`, from 0; the others are null in the
        /// result.
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public F5<A, B, C, D, E, ValueGradAux<Args.Of5<A, B, C, D, E>, X>> wrt(int... arguments) {
            var chosen = arguments.clone();
            return (a, b, c, d, e) -> (ValueGradAux<Args.Of5<A, B, C, D, E>, X>)
                    Reverse.valueGradAux(function, new Object[] {a, b, c, d, e}, chosen);
        }
    }

    /// The value, the gradient, and what else the function gave, of six arguments.
    public static final class AuxOf6<A, B, C, D, E, G, X> implements F6<A, B, C, D, E, G, ValueGradAux<A, X>> {
        private final Packed function;

        AuxOf6(Packed function) {
            this.function = function;
        }

        @Override
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public ValueGradAux<A, X> apply(A a, B b, C c, D d, E e, G g) {
            return (ValueGradAux<A, X>) Reverse.valueGradAux(function, new Object[] {a, b, c, d, e, g});
        }

        /// The same with respect to the arguments numbered `arguments`, from 0; the others are null in the
        /// result.
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public F6<A, B, C, D, E, G, ValueGradAux<Args.Of6<A, B, C, D, E, G>, X>> wrt(int... arguments) {
            var chosen = arguments.clone();
            return (a, b, c, d, e, g) -> (ValueGradAux<Args.Of6<A, B, C, D, E, G>, X>)
                    Reverse.valueGradAux(function, new Object[] {a, b, c, d, e, g}, chosen);
        }
    }

    /// The value, the gradient, and what else the function gave, of seven arguments.
    public static final class AuxOf7<A, B, C, D, E, G, H, X> implements F7<A, B, C, D, E, G, H, ValueGradAux<A, X>> {
        private final Packed function;

        AuxOf7(Packed function) {
            this.function = function;
        }

        @Override
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public ValueGradAux<A, X> apply(A a, B b, C c, D d, E e, G g, H h) {
            return (ValueGradAux<A, X>) Reverse.valueGradAux(function, new Object[] {a, b, c, d, e, g, h});
        }

        /// The same with respect to the arguments numbered `arguments`, from 0; the others are null in the
        /// result.
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public F7<A, B, C, D, E, G, H, ValueGradAux<Args.Of7<A, B, C, D, E, G, H>, X>> wrt(int... arguments) {
            var chosen = arguments.clone();
            return (a, b, c, d, e, g, h) -> (ValueGradAux<Args.Of7<A, B, C, D, E, G, H>, X>)
                    Reverse.valueGradAux(function, new Object[] {a, b, c, d, e, g, h}, chosen);
        }
    }

    /// The value, the gradient, and what else the function gave, of eight arguments.
    public static final class AuxOf8<A, B, C, D, E, G, H, K, X>
            implements F8<A, B, C, D, E, G, H, K, ValueGradAux<A, X>> {
        private final Packed function;

        AuxOf8(Packed function) {
            this.function = function;
        }

        @Override
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public ValueGradAux<A, X> apply(A a, B b, C c, D d, E e, G g, H h, K k) {
            return (ValueGradAux<A, X>) Reverse.valueGradAux(function, new Object[] {a, b, c, d, e, g, h, k});
        }

        /// The same with respect to the arguments numbered `arguments`, from 0; the others are null in the
        /// result.
        @SuppressWarnings("unchecked") // a gradient has the structure of its argument
        public F8<A, B, C, D, E, G, H, K, ValueGradAux<Args.Of8<A, B, C, D, E, G, H, K>, X>> wrt(int... arguments) {
            var chosen = arguments.clone();
            return (a, b, c, d, e, g, h, k) -> (ValueGradAux<Args.Of8<A, B, C, D, E, G, H, K>, X>)
                    Reverse.valueGradAux(function, new Object[] {a, b, c, d, e, g, h, k}, chosen);
        }
    }
}
