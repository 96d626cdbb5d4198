package fluxion;

import org.jspecify.annotations.Nullable;

/// Something for each argument of a function: gradients with respect to several of them, or what a pull-back gives.
/// Those that were not asked for are null.
public sealed interface Args {
    /// The arguments from their array.
    static Args of(@Nullable Object[] x) {
        return switch (x.length) {
            case 1 -> new Of1<>(x[0]);
            case 2 -> new Of2<>(x[0], x[1]);
            case 3 -> new Of3<>(x[0], x[1], x[2]);
            case 4 -> new Of4<>(x[0], x[1], x[2], x[3]);
            case 5 -> new Of5<>(x[0], x[1], x[2], x[3], x[4]);
            case 6 -> new Of6<>(x[0], x[1], x[2], x[3], x[4], x[5]);
            case 7 -> new Of7<>(x[0], x[1], x[2], x[3], x[4], x[5], x[6]);
            case 8 -> new Of8<>(x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]);
            default -> throw new IllegalArgumentException(x.length + " arguments");
        };
    }

    /// Of one argument.
    record Of1<A extends @Nullable Object>(A a) implements Args {}

    /// Of two arguments.
    record Of2<A extends @Nullable Object, B extends @Nullable Object>(A a, B b) implements Args {}

    /// Of three arguments.
    record Of3<A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>(A a, B b, C c)
            implements Args {}

    /// Of four arguments.
    record Of4<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object>(
            A a, B b, C c, D d) implements Args {}

    /// Of five arguments.
    record Of5<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object>(
            A a, B b, C c, D d, E e) implements Args {}

    /// Of six arguments.
    record Of6<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    G extends @Nullable Object>(
            A a, B b, C c, D d, E e, G g) implements Args {}

    /// Of seven arguments.
    record Of7<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    G extends @Nullable Object,
                    H extends @Nullable Object>(
            A a, B b, C c, D d, E e, G g, H h) implements Args {}

    /// Of eight arguments.
    record Of8<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    G extends @Nullable Object,
                    H extends @Nullable Object,
                    K extends @Nullable Object>(
            A a, B b, C c, D d, E e, G g, H h, K k) implements Args {}
}
