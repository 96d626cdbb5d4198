package fluxion;

import java.io.Serializable;

/// References to methods, as in `Derivatives.of(Rosenbrock::f)`: interfaces that any static method of so many
/// parameters fits. They are serialisable, since that is how a reference says what it refers to.
///
/// This is a table: two interfaces for each number of parameters.
public interface Reference extends Serializable {
    /// A method of one parameter that returns something.
    @FunctionalInterface
    interface Of1<A, R> extends Reference {
        /// What the method returns.
        R apply(A a);
    }

    /// A method of two parameters that returns something.
    @FunctionalInterface
    interface Of2<A, B, R> extends Reference {
        /// What the method returns.
        R apply(A a, B b);
    }

    /// A method of three parameters that returns something.
    @FunctionalInterface
    interface Of3<A, B, C, R> extends Reference {
        /// What the method returns.
        R apply(A a, B b, C c);
    }

    /// A method of four parameters that returns something.
    @FunctionalInterface
    interface Of4<A, B, C, D, R> extends Reference {
        /// What the method returns.
        R apply(A a, B b, C c, D d);
    }

    /// A method of five parameters that returns something.
    @FunctionalInterface
    interface Of5<A, B, C, D, E, R> extends Reference {
        /// What the method returns.
        R apply(A a, B b, C c, D d, E e);
    }

    /// A method of six parameters that returns something.
    @FunctionalInterface
    interface Of6<A, B, C, D, E, G, R> extends Reference {
        /// What the method returns.
        R apply(A a, B b, C c, D d, E e, G g);
    }

    /// A method of seven parameters that returns something.
    @FunctionalInterface
    interface Of7<A, B, C, D, E, G, H, R> extends Reference {
        /// What the method returns.
        R apply(A a, B b, C c, D d, E e, G g, H h);
    }

    /// A method of eight parameters that returns something.
    @FunctionalInterface
    interface Of8<A, B, C, D, E, G, H, K, R> extends Reference {
        /// What the method returns.
        R apply(A a, B b, C c, D d, E e, G g, H h, K k);
    }

    /// A method of one parameter that returns nothing.
    @FunctionalInterface
    interface Void1<A> extends Reference {
        /// What the method does.
        void apply(A a);
    }

    /// A method of two parameters that returns nothing.
    @FunctionalInterface
    interface Void2<A, B> extends Reference {
        /// What the method does.
        void apply(A a, B b);
    }

    /// A method of three parameters that returns nothing.
    @FunctionalInterface
    interface Void3<A, B, C> extends Reference {
        /// What the method does.
        void apply(A a, B b, C c);
    }

    /// A method of four parameters that returns nothing.
    @FunctionalInterface
    interface Void4<A, B, C, D> extends Reference {
        /// What the method does.
        void apply(A a, B b, C c, D d);
    }

    /// A method of five parameters that returns nothing.
    @FunctionalInterface
    interface Void5<A, B, C, D, E> extends Reference {
        /// What the method does.
        void apply(A a, B b, C c, D d, E e);
    }

    /// A method of six parameters that returns nothing.
    @FunctionalInterface
    interface Void6<A, B, C, D, E, G> extends Reference {
        /// What the method does.
        void apply(A a, B b, C c, D d, E e, G g);
    }

    /// A method of seven parameters that returns nothing.
    @FunctionalInterface
    interface Void7<A, B, C, D, E, G, H> extends Reference {
        /// What the method does.
        void apply(A a, B b, C c, D d, E e, G g, H h);
    }

    /// A method of eight parameters that returns nothing.
    @FunctionalInterface
    interface Void8<A, B, C, D, E, G, H, K> extends Reference {
        /// What the method does.
        void apply(A a, B b, C c, D d, E e, G g, H h, K k);
    }
}
