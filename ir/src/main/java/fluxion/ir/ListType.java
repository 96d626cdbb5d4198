package fluxion.ir;

/// A list of values of one type: what a loop leaves for its reverse. A list reads as zero beyond its length. Prints as
/// `list<f32[3]>`.
///
/// @param element the type of the elements, in graphs a [TensorType]; in programs a
///     [BufferType], or a [TensorType] of rank 0
public record ListType(Type element) implements Type {
    @Override
    public String toString() {
        return "list<" + element + ">";
    }
}
