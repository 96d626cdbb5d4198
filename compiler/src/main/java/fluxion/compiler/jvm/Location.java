package fluxion.compiler.jvm;

import fluxion.ir.DType;

/// Where generated code keeps a value.
sealed interface Location {
    /// An `i64` loop index, kept as an int.
    record Index(int slot) implements Location {}

    /// A scalar in a local of the JVM type of `dtype`.
    record Scalar(DType dtype, int slot) implements Location {}

    /// A frame, in a local.
    record Reference(int slot) implements Location {}

    /// One value a lane, in a local of a vector type; a bool is a mask.
    ///
    /// @param dtype the type of a lane; for a mask, of the vectors that it belongs to
    record Vector(DType dtype, int lanes, int slot) implements Location {}

    /// A buffer: its array, and the index of its first element.
    record Buffer(DType dtype, int arraySlot, int offsetSlot) implements Location {
        /// In place of a slot: the buffer begins where its array does.
        static final int FROM_ZERO = -1;
    }
}
