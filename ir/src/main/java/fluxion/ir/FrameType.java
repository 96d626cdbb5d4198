package fluxion.ir;

/// What one evaluation of a [Procedure] leaves for its reverse: a tuple of values, those of evaluations that it asked
/// for included, so that its type cannot be written out. [TensorOp.Unpack] says what it expects in one. The empty frame
/// stands for zero: it unpacks to zeros. Prints as `frame`.
public record FrameType() implements Type {
    @Override
    public String toString() {
        return "frame";
    }
}
