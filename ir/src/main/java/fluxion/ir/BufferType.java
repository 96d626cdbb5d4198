package fluxion.ir;

/// A flat, mutable run of elements that a lowered program reads and writes. Prints as `buffer<f32, 784*B>`.
///
/// @param dtype the type of the elements
/// @param size the number of elements
public record BufferType(DType dtype, Dim size) implements Type {
    @Override
    public String toString() {
        return "buffer<" + dtype + ", " + size + ">";
    }
}
