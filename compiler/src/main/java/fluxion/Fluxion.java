package fluxion;

import fluxion.tensor.Tensor;

/// The transformations of functions: compilation, derivatives, batching. They compose in any order and depth.
///
/// A function takes one to eight arguments, each a tensor or a structure of tensors ([fluxion.tensor.Structure]), and
/// gives one or the other back. It must not depend on anything that changes but its arguments and captured
/// [fluxion.tensor.Variable]s.
///
/// This is a table: one line a transformation and arity.
@SuppressWarnings("NullAway") // a leaf may be null where there is no gradient, which a type variable cannot say
public final class Fluxion {
    private Fluxion() {}

    // ---------------------------------------------------------------- compilation

    /// `f`, compiled when it is called; see [Compiled].
    public static <A, R> Compiled.Of1<A, R> compile(F1<A, R> f) {
        return new Compiled.Of1<>(new CompiledFunction(Packed.of(f), 1));
    }

    /// `f`, compiled when it is called; see [Compiled].
    public static <A, B, R> Compiled.Of2<A, B, R> compile(F2<A, B, R> f) {
        return new Compiled.Of2<>(new CompiledFunction(Packed.of(f), 2));
    }

    /// `f`, compiled when it is called; see [Compiled].
    public static <A, B, C, R> Compiled.Of3<A, B, C, R> compile(F3<A, B, C, R> f) {
        return new Compiled.Of3<>(new CompiledFunction(Packed.of(f), 3));
    }

    /// `f`, compiled when it is called; see [Compiled].
    public static <A, B, C, D, R> Compiled.Of4<A, B, C, D, R> compile(F4<A, B, C, D, R> f) {
        return new Compiled.Of4<>(new CompiledFunction(Packed.of(f), 4));
    }

    /// `f`, compiled when it is called; see [Compiled].
    public static <A, B, C, D, E, R> Compiled.Of5<A, B, C, D, E, R> compile(F5<A, B, C, D, E, R> f) {
        return new Compiled.Of5<>(new CompiledFunction(Packed.of(f), 5));
    }

    /// `f`, compiled when it is called; see [Compiled].
    public static <A, B, C, D, E, G, R> Compiled.Of6<A, B, C, D, E, G, R> compile(F6<A, B, C, D, E, G, R> f) {
        return new Compiled.Of6<>(new CompiledFunction(Packed.of(f), 6));
    }

    /// `f`, compiled when it is called; see [Compiled].
    public static <A, B, C, D, E, G, H, R> Compiled.Of7<A, B, C, D, E, G, H, R> compile(F7<A, B, C, D, E, G, H, R> f) {
        return new Compiled.Of7<>(new CompiledFunction(Packed.of(f), 7));
    }

    /// `f`, compiled when it is called; see [Compiled].
    public static <A, B, C, D, E, G, H, K, R> Compiled.Of8<A, B, C, D, E, G, H, K, R> compile(
            F8<A, B, C, D, E, G, H, K, R> f) {
        return new Compiled.Of8<>(new CompiledFunction(Packed.of(f), 8));
    }

    // ---------------------------------------------------------------- gradients of a scalar

    /// The gradient of `f`, a float scalar, with respect to its first argument.
    public static <A> Gradient.Of1<A> grad(F1<A, Tensor> f) {
        return new Gradient.Of1<>(Packed.of(f));
    }

    /// The gradient of `f`, a float scalar, with respect to its first argument.
    public static <A, B> Gradient.Of2<A, B> grad(F2<A, B, Tensor> f) {
        return new Gradient.Of2<>(Packed.of(f));
    }

    /// The gradient of `f`, a float scalar, with respect to its first argument.
    public static <A, B, C> Gradient.Of3<A, B, C> grad(F3<A, B, C, Tensor> f) {
        return new Gradient.Of3<>(Packed.of(f));
    }

    /// The gradient of `f`, a float scalar, with respect to its first argument.
    public static <A, B, C, D> Gradient.Of4<A, B, C, D> grad(F4<A, B, C, D, Tensor> f) {
        return new Gradient.Of4<>(Packed.of(f));
    }

    /// The gradient of `f`, a float scalar, with respect to its first argument.
    public static <A, B, C, D, E> Gradient.Of5<A, B, C, D, E> grad(F5<A, B, C, D, E, Tensor> f) {
        return new Gradient.Of5<>(Packed.of(f));
    }

    /// The gradient of `f`, a float scalar, with respect to its first argument.
    public static <A, B, C, D, E, G> Gradient.Of6<A, B, C, D, E, G> grad(F6<A, B, C, D, E, G, Tensor> f) {
        return new Gradient.Of6<>(Packed.of(f));
    }

    /// The gradient of `f`, a float scalar, with respect to its first argument.
    public static <A, B, C, D, E, G, H> Gradient.Of7<A, B, C, D, E, G, H> grad(F7<A, B, C, D, E, G, H, Tensor> f) {
        return new Gradient.Of7<>(Packed.of(f));
    }

    /// The gradient of `f`, a float scalar, with respect to its first argument.
    public static <A, B, C, D, E, G, H, K> Gradient.Of8<A, B, C, D, E, G, H, K> grad(
            F8<A, B, C, D, E, G, H, K, Tensor> f) {
        return new Gradient.Of8<>(Packed.of(f));
    }

    /// The value of `f`, a float scalar, and its gradient with respect to its first argument.
    public static <A> Gradient.ValueOf1<A> valueAndGrad(F1<A, Tensor> f) {
        return new Gradient.ValueOf1<>(Packed.of(f));
    }

    /// The value of `f`, a float scalar, and its gradient with respect to its first argument.
    public static <A, B> Gradient.ValueOf2<A, B> valueAndGrad(F2<A, B, Tensor> f) {
        return new Gradient.ValueOf2<>(Packed.of(f));
    }

    /// The value of `f`, a float scalar, and its gradient with respect to its first argument.
    public static <A, B, C> Gradient.ValueOf3<A, B, C> valueAndGrad(F3<A, B, C, Tensor> f) {
        return new Gradient.ValueOf3<>(Packed.of(f));
    }

    /// The value of `f`, a float scalar, and its gradient with respect to its first argument.
    public static <A, B, C, D> Gradient.ValueOf4<A, B, C, D> valueAndGrad(F4<A, B, C, D, Tensor> f) {
        return new Gradient.ValueOf4<>(Packed.of(f));
    }

    /// The value of `f`, a float scalar, and its gradient with respect to its first argument.
    public static <A, B, C, D, E> Gradient.ValueOf5<A, B, C, D, E> valueAndGrad(F5<A, B, C, D, E, Tensor> f) {
        return new Gradient.ValueOf5<>(Packed.of(f));
    }

    /// The value of `f`, a float scalar, and its gradient with respect to its first argument.
    public static <A, B, C, D, E, G> Gradient.ValueOf6<A, B, C, D, E, G> valueAndGrad(F6<A, B, C, D, E, G, Tensor> f) {
        return new Gradient.ValueOf6<>(Packed.of(f));
    }

    /// The value of `f`, a float scalar, and its gradient with respect to its first argument.
    public static <A, B, C, D, E, G, H> Gradient.ValueOf7<A, B, C, D, E, G, H> valueAndGrad(
            F7<A, B, C, D, E, G, H, Tensor> f) {
        return new Gradient.ValueOf7<>(Packed.of(f));
    }

    /// The value of `f`, a float scalar, and its gradient with respect to its first argument.
    public static <A, B, C, D, E, G, H, K> Gradient.ValueOf8<A, B, C, D, E, G, H, K> valueAndGrad(
            F8<A, B, C, D, E, G, H, K, Tensor> f) {
        return new Gradient.ValueOf8<>(Packed.of(f));
    }

    /// The value of `f`, its gradient with respect to its first argument, and what else it gives: statistics,
    /// metrics, state.
    public static <A, X> Gradient.AuxOf1<A, X> valueGradAndAux(F1<A, WithAux<X>> f) {
        return new Gradient.AuxOf1<>(Packed.of(f));
    }

    /// The value of `f`, its gradient with respect to its first argument, and what else it gives: statistics,
    /// metrics, state.
    public static <A, B, X> Gradient.AuxOf2<A, B, X> valueGradAndAux(F2<A, B, WithAux<X>> f) {
        return new Gradient.AuxOf2<>(Packed.of(f));
    }

    /// The value of `f`, its gradient with respect to its first argument, and what else it gives: statistics,
    /// metrics, state.
    public static <A, B, C, X> Gradient.AuxOf3<A, B, C, X> valueGradAndAux(F3<A, B, C, WithAux<X>> f) {
        return new Gradient.AuxOf3<>(Packed.of(f));
    }

    /// The value of `f`, its gradient with respect to its first argument, and what else it gives: statistics,
    /// metrics, state.
    public static <A, B, C, D, X> Gradient.AuxOf4<A, B, C, D, X> valueGradAndAux(F4<A, B, C, D, WithAux<X>> f) {
        return new Gradient.AuxOf4<>(Packed.of(f));
    }

    /// The value of `f`, its gradient with respect to its first argument, and what else it gives: statistics,
    /// metrics, state.
    public static <A, B, C, D, E, X> Gradient.AuxOf5<A, B, C, D, E, X> valueGradAndAux(
            F5<A, B, C, D, E, WithAux<X>> f) {
        return new Gradient.AuxOf5<>(Packed.of(f));
    }

    /// The value of `f`, its gradient with respect to its first argument, and what else it gives: statistics,
    /// metrics, state.
    public static <A, B, C, D, E, G, X> Gradient.AuxOf6<A, B, C, D, E, G, X> valueGradAndAux(
            F6<A, B, C, D, E, G, WithAux<X>> f) {
        return new Gradient.AuxOf6<>(Packed.of(f));
    }

    /// The value of `f`, its gradient with respect to its first argument, and what else it gives: statistics,
    /// metrics, state.
    public static <A, B, C, D, E, G, H, X> Gradient.AuxOf7<A, B, C, D, E, G, H, X> valueGradAndAux(
            F7<A, B, C, D, E, G, H, WithAux<X>> f) {
        return new Gradient.AuxOf7<>(Packed.of(f));
    }

    /// The value of `f`, its gradient with respect to its first argument, and what else it gives: statistics,
    /// metrics, state.
    public static <A, B, C, D, E, G, H, K, X> Gradient.AuxOf8<A, B, C, D, E, G, H, K, X> valueGradAndAux(
            F8<A, B, C, D, E, G, H, K, WithAux<X>> f) {
        return new Gradient.AuxOf8<>(Packed.of(f));
    }

    // ---------------------------------------------------------------- derivatives of any function

    /// The value of `f` at the arguments, and its reverse there.
    public static <A, R> Vjp<R, A> vjp(F1<A, R> f, A a) {
        return Vjp.of(Packed.of(f), true, a);
    }

    /// The value of `f` at the arguments, and its reverse there.
    public static <A, B, R> Vjp<R, Args.Of2<A, B>> vjp(F2<A, B, R> f, A a, B b) {
        return Vjp.of(Packed.of(f), false, a, b);
    }

    /// The value of `f` at the arguments, and its reverse there.
    public static <A, B, C, R> Vjp<R, Args.Of3<A, B, C>> vjp(F3<A, B, C, R> f, A a, B b, C c) {
        return Vjp.of(Packed.of(f), false, a, b, c);
    }

    /// The value of `f` at the arguments, and its reverse there.
    public static <A, B, C, D, R> Vjp<R, Args.Of4<A, B, C, D>> vjp(F4<A, B, C, D, R> f, A a, B b, C c, D d) {
        return Vjp.of(Packed.of(f), false, a, b, c, d);
    }

    /// The value of `f` at the arguments, and its reverse there.
    public static <A, B, C, D, E, R> Vjp<R, Args.Of5<A, B, C, D, E>> vjp(
            F5<A, B, C, D, E, R> f, A a, B b, C c, D d, E e) {
        return Vjp.of(Packed.of(f), false, a, b, c, d, e);
    }

    /// The value of `f` at the arguments, and its reverse there.
    public static <A, B, C, D, E, G, R> Vjp<R, Args.Of6<A, B, C, D, E, G>> vjp(
            F6<A, B, C, D, E, G, R> f, A a, B b, C c, D d, E e, G g) {
        return Vjp.of(Packed.of(f), false, a, b, c, d, e, g);
    }

    /// The value of `f` at the arguments, and its reverse there.
    public static <A, B, C, D, E, G, H, R> Vjp<R, Args.Of7<A, B, C, D, E, G, H>> vjp(
            F7<A, B, C, D, E, G, H, R> f, A a, B b, C c, D d, E e, G g, H h) {
        return Vjp.of(Packed.of(f), false, a, b, c, d, e, g, h);
    }

    /// The value of `f` at the arguments, and its reverse there.
    public static <A, B, C, D, E, G, H, K, R> Vjp<R, Args.Of8<A, B, C, D, E, G, H, K>> vjp(
            F8<A, B, C, D, E, G, H, K, R> f, A a, B b, C c, D d, E e, G g, H h, K k) {
        return Vjp.of(Packed.of(f), false, a, b, c, d, e, g, h, k);
    }

    /// The value of `f` at the arguments, and its derivative along the tangents.
    @SuppressWarnings("unchecked") // the structure that the function gives
    public static <A, R> Jvp<R> jvp(F1<A, R> f, A a, A tangentA) {
        return (Jvp<R>) Directional.jvp(Packed.of(f), new Object[] {a}, new Object[] {tangentA});
    }

    /// The value of `f` at the arguments, and its derivative along the tangents.
    @SuppressWarnings("unchecked") // the structure that the function gives
    public static <A, B, R> Jvp<R> jvp(F2<A, B, R> f, A a, B b, A tangentA, B tangentB) {
        return (Jvp<R>) Directional.jvp(Packed.of(f), new Object[] {a, b}, new Object[] {tangentA, tangentB});
    }

    /// The value of `f` at the arguments, and its derivative along the tangents.
    @SuppressWarnings("unchecked") // the structure that the function gives
    public static <A, B, C, R> Jvp<R> jvp(F3<A, B, C, R> f, A a, B b, C c, A tangentA, B tangentB, C tangentC) {
        return (Jvp<R>)
                Directional.jvp(Packed.of(f), new Object[] {a, b, c}, new Object[] {tangentA, tangentB, tangentC});
    }

    /// The value of `f` at the arguments, and its derivative along the tangents.
    @SuppressWarnings("unchecked") // the structure that the function gives
    public static <A, B, C, D, R> Jvp<R> jvp(
            F4<A, B, C, D, R> f, A a, B b, C c, D d, A tangentA, B tangentB, C tangentC, D tangentD) {
        return (Jvp<R>) Directional.jvp(
                Packed.of(f), new Object[] {a, b, c, d}, new Object[] {tangentA, tangentB, tangentC, tangentD});
    }

    /// The value of `f` at the arguments, and its derivative along the tangents.
    @SuppressWarnings("unchecked") // the structure that the function gives
    public static <A, B, C, D, E, R> Jvp<R> jvp(
            F5<A, B, C, D, E, R> f,
            A a,
            B b,
            C c,
            D d,
            E e,
            A tangentA,
            B tangentB,
            C tangentC,
            D tangentD,
            E tangentE) {
        return (Jvp<R>) Directional.jvp(Packed.of(f), new Object[] {a, b, c, d, e}, new Object[] {
            tangentA, tangentB, tangentC, tangentD, tangentE
        });
    }

    /// The value of `f` at the arguments, and its derivative along the tangents.
    @SuppressWarnings("unchecked") // the structure that the function gives
    public static <A, B, C, D, E, G, R> Jvp<R> jvp(
            F6<A, B, C, D, E, G, R> f,
            A a,
            B b,
            C c,
            D d,
            E e,
            G g,
            A tangentA,
            B tangentB,
            C tangentC,
            D tangentD,
            E tangentE,
            G tangentG) {
        return (Jvp<R>) Directional.jvp(Packed.of(f), new Object[] {a, b, c, d, e, g}, new Object[] {
            tangentA, tangentB, tangentC, tangentD, tangentE, tangentG
        });
    }

    /// The value of `f` at the arguments, and its derivative along the tangents.
    @SuppressWarnings("unchecked") // the structure that the function gives
    public static <A, B, C, D, E, G, H, R> Jvp<R> jvp(
            F7<A, B, C, D, E, G, H, R> f,
            A a,
            B b,
            C c,
            D d,
            E e,
            G g,
            H h,
            A tangentA,
            B tangentB,
            C tangentC,
            D tangentD,
            E tangentE,
            G tangentG,
            H tangentH) {
        return (Jvp<R>) Directional.jvp(Packed.of(f), new Object[] {a, b, c, d, e, g, h}, new Object[] {
            tangentA, tangentB, tangentC, tangentD, tangentE, tangentG, tangentH
        });
    }

    /// The value of `f` at the arguments, and its derivative along the tangents.
    @SuppressWarnings("unchecked") // the structure that the function gives
    public static <A, B, C, D, E, G, H, K, R> Jvp<R> jvp(
            F8<A, B, C, D, E, G, H, K, R> f,
            A a,
            B b,
            C c,
            D d,
            E e,
            G g,
            H h,
            K k,
            A tangentA,
            B tangentB,
            C tangentC,
            D tangentD,
            E tangentE,
            G tangentG,
            H tangentH,
            K tangentK) {
        return (Jvp<R>) Directional.jvp(Packed.of(f), new Object[] {a, b, c, d, e, g, h, k}, new Object[] {
            tangentA, tangentB, tangentC, tangentD, tangentE, tangentG, tangentH, tangentK
        });
    }

    /// The Jacobian of `f` for its first argument: shape of the result + shape of the argument.
    public static F1<Tensor, Tensor> jacobian(F1<Tensor, Tensor> f) {
        var packed = Packed.of(f);
        return (a) -> Directional.jacobian(packed, a);
    }

    /// The Jacobian of `f` for its first argument: shape of the result + shape of the argument.
    public static <B> F2<Tensor, B, Tensor> jacobian(F2<Tensor, B, Tensor> f) {
        var packed = Packed.of(f);
        return (a, b) -> Directional.jacobian(packed, a, b);
    }

    /// The Jacobian of `f` for its first argument: shape of the result + shape of the argument.
    public static <B, C> F3<Tensor, B, C, Tensor> jacobian(F3<Tensor, B, C, Tensor> f) {
        var packed = Packed.of(f);
        return (a, b, c) -> Directional.jacobian(packed, a, b, c);
    }

    /// The Jacobian of `f` for its first argument: shape of the result + shape of the argument.
    public static <B, C, D> F4<Tensor, B, C, D, Tensor> jacobian(F4<Tensor, B, C, D, Tensor> f) {
        var packed = Packed.of(f);
        return (a, b, c, d) -> Directional.jacobian(packed, a, b, c, d);
    }

    /// The Jacobian of `f` for its first argument: shape of the result + shape of the argument.
    public static <B, C, D, E> F5<Tensor, B, C, D, E, Tensor> jacobian(F5<Tensor, B, C, D, E, Tensor> f) {
        var packed = Packed.of(f);
        return (a, b, c, d, e) -> Directional.jacobian(packed, a, b, c, d, e);
    }

    /// The Jacobian of `f` for its first argument: shape of the result + shape of the argument.
    public static <B, C, D, E, G> F6<Tensor, B, C, D, E, G, Tensor> jacobian(F6<Tensor, B, C, D, E, G, Tensor> f) {
        var packed = Packed.of(f);
        return (a, b, c, d, e, g) -> Directional.jacobian(packed, a, b, c, d, e, g);
    }

    /// The Jacobian of `f` for its first argument: shape of the result + shape of the argument.
    public static <B, C, D, E, G, H> F7<Tensor, B, C, D, E, G, H, Tensor> jacobian(
            F7<Tensor, B, C, D, E, G, H, Tensor> f) {
        var packed = Packed.of(f);
        return (a, b, c, d, e, g, h) -> Directional.jacobian(packed, a, b, c, d, e, g, h);
    }

    /// The Jacobian of `f` for its first argument: shape of the result + shape of the argument.
    public static <B, C, D, E, G, H, K> F8<Tensor, B, C, D, E, G, H, K, Tensor> jacobian(
            F8<Tensor, B, C, D, E, G, H, K, Tensor> f) {
        var packed = Packed.of(f);
        return (a, b, c, d, e, g, h, k) -> Directional.jacobian(packed, a, b, c, d, e, g, h, k);
    }

    /// The Hessian of `f`, a float scalar, for its first argument: the shape of the argument twice.
    public static F1<Tensor, Tensor> hessian(F1<Tensor, Tensor> f) {
        var packed = Packed.of(f);
        return (a) -> Directional.hessian(packed, a);
    }

    /// The Hessian of `f`, a float scalar, for its first argument: the shape of the argument twice.
    public static <B> F2<Tensor, B, Tensor> hessian(F2<Tensor, B, Tensor> f) {
        var packed = Packed.of(f);
        return (a, b) -> Directional.hessian(packed, a, b);
    }

    /// The Hessian of `f`, a float scalar, for its first argument: the shape of the argument twice.
    public static <B, C> F3<Tensor, B, C, Tensor> hessian(F3<Tensor, B, C, Tensor> f) {
        var packed = Packed.of(f);
        return (a, b, c) -> Directional.hessian(packed, a, b, c);
    }

    /// The Hessian of `f`, a float scalar, for its first argument: the shape of the argument twice.
    public static <B, C, D> F4<Tensor, B, C, D, Tensor> hessian(F4<Tensor, B, C, D, Tensor> f) {
        var packed = Packed.of(f);
        return (a, b, c, d) -> Directional.hessian(packed, a, b, c, d);
    }

    /// The Hessian of `f`, a float scalar, for its first argument: the shape of the argument twice.
    public static <B, C, D, E> F5<Tensor, B, C, D, E, Tensor> hessian(F5<Tensor, B, C, D, E, Tensor> f) {
        var packed = Packed.of(f);
        return (a, b, c, d, e) -> Directional.hessian(packed, a, b, c, d, e);
    }

    /// The Hessian of `f`, a float scalar, for its first argument: the shape of the argument twice.
    public static <B, C, D, E, G> F6<Tensor, B, C, D, E, G, Tensor> hessian(F6<Tensor, B, C, D, E, G, Tensor> f) {
        var packed = Packed.of(f);
        return (a, b, c, d, e, g) -> Directional.hessian(packed, a, b, c, d, e, g);
    }

    /// The Hessian of `f`, a float scalar, for its first argument: the shape of the argument twice.
    public static <B, C, D, E, G, H> F7<Tensor, B, C, D, E, G, H, Tensor> hessian(
            F7<Tensor, B, C, D, E, G, H, Tensor> f) {
        var packed = Packed.of(f);
        return (a, b, c, d, e, g, h) -> Directional.hessian(packed, a, b, c, d, e, g, h);
    }

    /// The Hessian of `f`, a float scalar, for its first argument: the shape of the argument twice.
    public static <B, C, D, E, G, H, K> F8<Tensor, B, C, D, E, G, H, K, Tensor> hessian(
            F8<Tensor, B, C, D, E, G, H, K, Tensor> f) {
        var packed = Packed.of(f);
        return (a, b, c, d, e, g, h, k) -> Directional.hessian(packed, a, b, c, d, e, g, h, k);
    }

    /// `(a, v) ->` the product of the Hessian of `f`, a float scalar, for its first argument, and `v`.
    @SuppressWarnings("unchecked") // the structure of the argument
    public static <A> F2<A, A, A> hvp(F1<A, Tensor> f) {
        var packed = Packed.of(f);
        return (a, v) -> (A) Directional.hvp(packed, v, a);
    }

    /// `(a, v, b) ->` the product of the Hessian of `f`, a float scalar, for its first argument, and `v`.
    @SuppressWarnings("unchecked") // the structure of the argument
    public static <A, B> F3<A, A, B, A> hvp(F2<A, B, Tensor> f) {
        var packed = Packed.of(f);
        return (a, v, b) -> (A) Directional.hvp(packed, v, a, b);
    }

    /// `(a, v, b, c) ->` the product of the Hessian of `f`, a float scalar, for its first argument, and `v`.
    @SuppressWarnings("unchecked") // the structure of the argument
    public static <A, B, C> F4<A, A, B, C, A> hvp(F3<A, B, C, Tensor> f) {
        var packed = Packed.of(f);
        return (a, v, b, c) -> (A) Directional.hvp(packed, v, a, b, c);
    }

    /// `(a, v, b, c, d) ->` the product of the Hessian of `f`, a float scalar, for its first argument, and `v`.
    @SuppressWarnings("unchecked") // the structure of the argument
    public static <A, B, C, D> F5<A, A, B, C, D, A> hvp(F4<A, B, C, D, Tensor> f) {
        var packed = Packed.of(f);
        return (a, v, b, c, d) -> (A) Directional.hvp(packed, v, a, b, c, d);
    }

    /// `(a, v, b, c, d, e) ->` the product of the Hessian of `f`, a float scalar, for its first argument, and `v`.
    @SuppressWarnings("unchecked") // the structure of the argument
    public static <A, B, C, D, E> F6<A, A, B, C, D, E, A> hvp(F5<A, B, C, D, E, Tensor> f) {
        var packed = Packed.of(f);
        return (a, v, b, c, d, e) -> (A) Directional.hvp(packed, v, a, b, c, d, e);
    }

    /// `(a, v, b, c, d, e, g) ->` the product of the Hessian of `f`, a float scalar, for its first argument, and
    /// `v`.
    @SuppressWarnings("unchecked") // the structure of the argument
    public static <A, B, C, D, E, G> F7<A, A, B, C, D, E, G, A> hvp(F6<A, B, C, D, E, G, Tensor> f) {
        var packed = Packed.of(f);
        return (a, v, b, c, d, e, g) -> (A) Directional.hvp(packed, v, a, b, c, d, e, g);
    }

    /// `(a, v, b, c, d, e, g, h) ->` the product of the Hessian of `f`, a float scalar, for its first argument, and
    /// `v`.
    @SuppressWarnings("unchecked") // the structure of the argument
    public static <A, B, C, D, E, G, H> F8<A, A, B, C, D, E, G, H, A> hvp(F7<A, B, C, D, E, G, H, Tensor> f) {
        var packed = Packed.of(f);
        return (a, v, b, c, d, e, g, h) -> (A) Directional.hvp(packed, v, a, b, c, d, e, g, h);
    }

    // ---------------------------------------------------------------- batching

    /// `f` of one example as a function of many, along the first axis of each argument; see [Vmap].
    public static <A, R> Vmap.Of1<A, R> vmap(F1<A, R> f) {
        return new Vmap.Of1<>(Packed.of(f), new int[1], 0);
    }

    /// `f` of one example as a function of many, along the first axis of each argument; see [Vmap].
    public static <A, B, R> Vmap.Of2<A, B, R> vmap(F2<A, B, R> f) {
        return new Vmap.Of2<>(Packed.of(f), new int[2], 0);
    }

    /// `f` of one example as a function of many, along the first axis of each argument; see [Vmap].
    public static <A, B, C, R> Vmap.Of3<A, B, C, R> vmap(F3<A, B, C, R> f) {
        return new Vmap.Of3<>(Packed.of(f), new int[3], 0);
    }

    /// `f` of one example as a function of many, along the first axis of each argument; see [Vmap].
    public static <A, B, C, D, R> Vmap.Of4<A, B, C, D, R> vmap(F4<A, B, C, D, R> f) {
        return new Vmap.Of4<>(Packed.of(f), new int[4], 0);
    }

    /// `f` of one example as a function of many, along the first axis of each argument; see [Vmap].
    public static <A, B, C, D, E, R> Vmap.Of5<A, B, C, D, E, R> vmap(F5<A, B, C, D, E, R> f) {
        return new Vmap.Of5<>(Packed.of(f), new int[5], 0);
    }

    /// `f` of one example as a function of many, along the first axis of each argument; see [Vmap].
    public static <A, B, C, D, E, G, R> Vmap.Of6<A, B, C, D, E, G, R> vmap(F6<A, B, C, D, E, G, R> f) {
        return new Vmap.Of6<>(Packed.of(f), new int[6], 0);
    }

    /// `f` of one example as a function of many, along the first axis of each argument; see [Vmap].
    public static <A, B, C, D, E, G, H, R> Vmap.Of7<A, B, C, D, E, G, H, R> vmap(F7<A, B, C, D, E, G, H, R> f) {
        return new Vmap.Of7<>(Packed.of(f), new int[7], 0);
    }

    /// `f` of one example as a function of many, along the first axis of each argument; see [Vmap].
    public static <A, B, C, D, E, G, H, K, R> Vmap.Of8<A, B, C, D, E, G, H, K, R> vmap(
            F8<A, B, C, D, E, G, H, K, R> f) {
        return new Vmap.Of8<>(Packed.of(f), new int[8], 0);
    }

    // ---------------------------------------------------------------- rules of one's own

    /// `f` with a reverse of its own: `vjp` takes the arguments, the result and its cotangent, and gives cotangents
    /// of the arguments. It may be differentiated in turn. Tensors that either function takes from outside get no
    /// derivative.
    @SuppressWarnings("unchecked") // the structure that the function gives
    public static <A, R> F1<A, R> customGradient(F1<A, R> f, F3<A, R, R, A> vjp) {
        var packed = Packed.of(f);
        var rule = Packed.of(vjp);
        return (a) -> (R) Custom.call(packed, rule, a);
    }

    /// `f` with a reverse of its own: `vjp` takes the arguments, the result and its cotangent, and gives cotangents
    /// of the arguments. It may be differentiated in turn. Tensors that either function takes from outside get no
    /// derivative.
    @SuppressWarnings("unchecked") // the structure that the function gives
    public static <A, B, R> F2<A, B, R> customGradient(F2<A, B, R> f, F4<A, B, R, R, Args.Of2<A, B>> vjp) {
        var packed = Packed.of(f);
        var rule = Packed.of(vjp);
        return (a, b) -> (R) Custom.call(packed, rule, a, b);
    }

    /// `f` with a reverse of its own: `vjp` takes the arguments, the result and its cotangent, and gives cotangents
    /// of the arguments. It may be differentiated in turn. Tensors that either function takes from outside get no
    /// derivative.
    @SuppressWarnings("unchecked") // the structure that the function gives
    public static <A, B, C, R> F3<A, B, C, R> customGradient(
            F3<A, B, C, R> f, F5<A, B, C, R, R, Args.Of3<A, B, C>> vjp) {
        var packed = Packed.of(f);
        var rule = Packed.of(vjp);
        return (a, b, c) -> (R) Custom.call(packed, rule, a, b, c);
    }

    /// `f` with a reverse of its own: `vjp` takes the arguments, the result and its cotangent, and gives cotangents
    /// of the arguments. It may be differentiated in turn. Tensors that either function takes from outside get no
    /// derivative.
    @SuppressWarnings("unchecked") // the structure that the function gives
    public static <A, B, C, D, R> F4<A, B, C, D, R> customGradient(
            F4<A, B, C, D, R> f, F6<A, B, C, D, R, R, Args.Of4<A, B, C, D>> vjp) {
        var packed = Packed.of(f);
        var rule = Packed.of(vjp);
        return (a, b, c, d) -> (R) Custom.call(packed, rule, a, b, c, d);
    }

    /// `f` with a reverse of its own: `vjp` takes the arguments, the result and its cotangent, and gives cotangents
    /// of the arguments. It may be differentiated in turn. Tensors that either function takes from outside get no
    /// derivative.
    @SuppressWarnings("unchecked") // the structure that the function gives
    public static <A, B, C, D, E, R> F5<A, B, C, D, E, R> customGradient(
            F5<A, B, C, D, E, R> f, F7<A, B, C, D, E, R, R, Args.Of5<A, B, C, D, E>> vjp) {
        var packed = Packed.of(f);
        var rule = Packed.of(vjp);
        return (a, b, c, d, e) -> (R) Custom.call(packed, rule, a, b, c, d, e);
    }

    /// `f` with a reverse of its own: `vjp` takes the arguments, the result and its cotangent, and gives cotangents
    /// of the arguments. It may be differentiated in turn. Tensors that either function takes from outside get no
    /// derivative.
    @SuppressWarnings("unchecked") // the structure that the function gives
    public static <A, B, C, D, E, G, R> F6<A, B, C, D, E, G, R> customGradient(
            F6<A, B, C, D, E, G, R> f, F8<A, B, C, D, E, G, R, R, Args.Of6<A, B, C, D, E, G>> vjp) {
        var packed = Packed.of(f);
        var rule = Packed.of(vjp);
        return (a, b, c, d, e, g) -> (R) Custom.call(packed, rule, a, b, c, d, e, g);
    }

    /// `f` with a reverse of its own: `vjp` takes the arguments, together, the result and its cotangent, and gives
    /// cotangents of the arguments. It may be differentiated in turn. Tensors that either function takes from
    /// outside get no derivative.
    @SuppressWarnings("unchecked") // the structure that the function gives
    public static <A, B, C, D, E, G, H, R> F7<A, B, C, D, E, G, H, R> customGradient(
            F7<A, B, C, D, E, G, H, R> f, F3<Args.Of7<A, B, C, D, E, G, H>, R, R, Args.Of7<A, B, C, D, E, G, H>> vjp) {
        var packed = Packed.of(f);
        var rule = Packed.together(Packed.of(vjp));
        return (a, b, c, d, e, g, h) -> (R) Custom.call(packed, rule, a, b, c, d, e, g, h);
    }

    /// `f` with a reverse of its own: `vjp` takes the arguments, together, the result and its cotangent, and gives
    /// cotangents of the arguments. It may be differentiated in turn. Tensors that either function takes from
    /// outside get no derivative.
    @SuppressWarnings("unchecked") // the structure that the function gives
    public static <A, B, C, D, E, G, H, K, R> F8<A, B, C, D, E, G, H, K, R> customGradient(
            F8<A, B, C, D, E, G, H, K, R> f,
            F3<Args.Of8<A, B, C, D, E, G, H, K>, R, R, Args.Of8<A, B, C, D, E, G, H, K>> vjp) {
        var packed = Packed.of(f);
        var rule = Packed.together(Packed.of(vjp));
        return (a, b, c, d, e, g, h, k) -> (R) Custom.call(packed, rule, a, b, c, d, e, g, h, k);
    }

    /// `f`, the intermediates of which are not kept for its reverse but computed again; no bit changes.
    @SuppressWarnings("unchecked") // the structure that the function gives
    public static <A, R> F1<A, R> recomputeGrad(F1<A, R> f) {
        var packed = Packed.of(f);
        return (a) -> (R) Custom.recompute(packed, a);
    }

    /// `f`, the intermediates of which are not kept for its reverse but computed again; no bit changes.
    @SuppressWarnings("unchecked") // the structure that the function gives
    public static <A, B, R> F2<A, B, R> recomputeGrad(F2<A, B, R> f) {
        var packed = Packed.of(f);
        return (a, b) -> (R) Custom.recompute(packed, a, b);
    }

    /// `f`, the intermediates of which are not kept for its reverse but computed again; no bit changes.
    @SuppressWarnings("unchecked") // the structure that the function gives
    public static <A, B, C, R> F3<A, B, C, R> recomputeGrad(F3<A, B, C, R> f) {
        var packed = Packed.of(f);
        return (a, b, c) -> (R) Custom.recompute(packed, a, b, c);
    }

    /// `f`, the intermediates of which are not kept for its reverse but computed again; no bit changes.
    @SuppressWarnings("unchecked") // the structure that the function gives
    public static <A, B, C, D, R> F4<A, B, C, D, R> recomputeGrad(F4<A, B, C, D, R> f) {
        var packed = Packed.of(f);
        return (a, b, c, d) -> (R) Custom.recompute(packed, a, b, c, d);
    }

    /// `f`, the intermediates of which are not kept for its reverse but computed again; no bit changes.
    @SuppressWarnings("unchecked") // the structure that the function gives
    public static <A, B, C, D, E, R> F5<A, B, C, D, E, R> recomputeGrad(F5<A, B, C, D, E, R> f) {
        var packed = Packed.of(f);
        return (a, b, c, d, e) -> (R) Custom.recompute(packed, a, b, c, d, e);
    }

    /// `f`, the intermediates of which are not kept for its reverse but computed again; no bit changes.
    @SuppressWarnings("unchecked") // the structure that the function gives
    public static <A, B, C, D, E, G, R> F6<A, B, C, D, E, G, R> recomputeGrad(F6<A, B, C, D, E, G, R> f) {
        var packed = Packed.of(f);
        return (a, b, c, d, e, g) -> (R) Custom.recompute(packed, a, b, c, d, e, g);
    }

    /// `f`, the intermediates of which are not kept for its reverse but computed again; no bit changes.
    @SuppressWarnings("unchecked") // the structure that the function gives
    public static <A, B, C, D, E, G, H, R> F7<A, B, C, D, E, G, H, R> recomputeGrad(F7<A, B, C, D, E, G, H, R> f) {
        var packed = Packed.of(f);
        return (a, b, c, d, e, g, h) -> (R) Custom.recompute(packed, a, b, c, d, e, g, h);
    }

    /// `f`, the intermediates of which are not kept for its reverse but computed again; no bit changes.
    @SuppressWarnings("unchecked") // the structure that the function gives
    public static <A, B, C, D, E, G, H, K, R> F8<A, B, C, D, E, G, H, K, R> recomputeGrad(
            F8<A, B, C, D, E, G, H, K, R> f) {
        var packed = Packed.of(f);
        return (a, b, c, d, e, g, h, k) -> (R) Custom.recompute(packed, a, b, c, d, e, g, h, k);
    }

    // ---------------------------------------------------------------- checks

    /// Compares the gradient of `f`, a float scalar, for all arguments with central differences and the forward
    /// mode.
    ///
    /// @throws DerivativeException if they differ by more than 1e-6, or 2e-2 where an argument is f32
    public static <A> GradientCheck checkGradient(F1<A, Tensor> f, A a) {
        return GradientCheck.of(Packed.of(f), a);
    }

    /// Compares the gradient of `f`, a float scalar, for all arguments with central differences and the forward
    /// mode.
    ///
    /// @throws DerivativeException if they differ by more than 1e-6, or 2e-2 where an argument is f32
    public static <A, B> GradientCheck checkGradient(F2<A, B, Tensor> f, A a, B b) {
        return GradientCheck.of(Packed.of(f), a, b);
    }

    /// Compares the gradient of `f`, a float scalar, for all arguments with central differences and the forward
    /// mode.
    ///
    /// @throws DerivativeException if they differ by more than 1e-6, or 2e-2 where an argument is f32
    public static <A, B, C> GradientCheck checkGradient(F3<A, B, C, Tensor> f, A a, B b, C c) {
        return GradientCheck.of(Packed.of(f), a, b, c);
    }

    /// Compares the gradient of `f`, a float scalar, for all arguments with central differences and the forward
    /// mode.
    ///
    /// @throws DerivativeException if they differ by more than 1e-6, or 2e-2 where an argument is f32
    public static <A, B, C, D> GradientCheck checkGradient(F4<A, B, C, D, Tensor> f, A a, B b, C c, D d) {
        return GradientCheck.of(Packed.of(f), a, b, c, d);
    }

    /// Compares the gradient of `f`, a float scalar, for all arguments with central differences and the forward
    /// mode.
    ///
    /// @throws DerivativeException if they differ by more than 1e-6, or 2e-2 where an argument is f32
    public static <A, B, C, D, E> GradientCheck checkGradient(F5<A, B, C, D, E, Tensor> f, A a, B b, C c, D d, E e) {
        return GradientCheck.of(Packed.of(f), a, b, c, d, e);
    }

    /// Compares the gradient of `f`, a float scalar, for all arguments with central differences and the forward
    /// mode.
    ///
    /// @throws DerivativeException if they differ by more than 1e-6, or 2e-2 where an argument is f32
    public static <A, B, C, D, E, G> GradientCheck checkGradient(
            F6<A, B, C, D, E, G, Tensor> f, A a, B b, C c, D d, E e, G g) {
        return GradientCheck.of(Packed.of(f), a, b, c, d, e, g);
    }

    /// Compares the gradient of `f`, a float scalar, for all arguments with central differences and the forward
    /// mode.
    ///
    /// @throws DerivativeException if they differ by more than 1e-6, or 2e-2 where an argument is f32
    public static <A, B, C, D, E, G, H> GradientCheck checkGradient(
            F7<A, B, C, D, E, G, H, Tensor> f, A a, B b, C c, D d, E e, G g, H h) {
        return GradientCheck.of(Packed.of(f), a, b, c, d, e, g, h);
    }

    /// Compares the gradient of `f`, a float scalar, for all arguments with central differences and the forward
    /// mode.
    ///
    /// @throws DerivativeException if they differ by more than 1e-6, or 2e-2 where an argument is f32
    public static <A, B, C, D, E, G, H, K> GradientCheck checkGradient(
            F8<A, B, C, D, E, G, H, K, Tensor> f, A a, B b, C c, D d, E e, G g, H h, K k) {
        return GradientCheck.of(Packed.of(f), a, b, c, d, e, g, h, k);
    }
}
