package fluxion.compiler.lower;

import fluxion.ir.Dim;
import fluxion.ir.Shape;
import fluxion.ir.Value;
import java.util.List;

/// Where the elements of a tensor are: element (i, j ..) of `buffer` at `offset + i * strides[0] + j * strides[1] ..`.
record Layout(Value buffer, Dim offset, List<Dim> strides) {
    /// The row-major layout of a whole buffer.
    static Layout rowMajor(Value buffer, Shape shape) {
        return new Layout(buffer, Dim.ZERO, shape.strides());
    }

    Affine address(List<Affine> index) {
        return Affine.dot(index, strides).plus(offset);
    }
}
