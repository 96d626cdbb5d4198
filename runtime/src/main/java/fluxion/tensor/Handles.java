package fluxion.tensor;

import fluxion.ir.BufferType;
import fluxion.ir.FrameType;
import fluxion.ir.ListType;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import fluxion.runtime.Storage;

/// The inner side of tensors, for a [Tracer]; programs that use tensors have no need of it.
public final class Handles {
    private Handles() {}

    /// The tracer behind the operations of tensors.
    public static Tracer tracer() {
        return Recorder.tracer();
    }

    /// What stands for `tensor` in recorded operations. No other tensor has the same.
    public static Value of(Tensor tensor) {
        return tensor.handle();
    }

    /// Where the elements of `tensor` come from.
    public static Origin origin(Tensor tensor) {
        return tensor.origin();
    }

    /// A new tensor with the elements of `origin`.
    public static Tensor tensor(TensorType type, Origin origin) {
        return new Tensor(type, Value.free(type, null), origin);
    }

    /// A new tensor with the handle `handle` and the elements of `origin`. It may also stand for a list that
    /// differentiation has put between two loops; then it is never shown to a user, and its type is that of the
    /// elements.
    public static Tensor tensor(Value handle, Origin origin) {
        var type = handle.type() instanceof TensorType tensor ? tensor : elementType(handle.type());
        return new Tensor(type, handle, origin);
    }

    private static TensorType elementType(Type type) {
        return switch (type) {
            case TensorType tensor -> tensor;
            case ListType list -> elementType(list.element());
            case FrameType frame -> throw new IllegalArgumentException("no tensor has type " + frame);
            case BufferType buffer -> throw new IllegalArgumentException("no tensor has type " + buffer);
        };
    }

    /// A new tensor that has `storage`, which nobody may write to any more.
    public static Tensor tensor(TensorType type, Storage storage) {
        return tensor(type, new Origin.Memory(storage));
    }

    /// The elements of `tensor`, computed now if need be.
    public static Storage elements(Tensor tensor) {
        return tensor.storage();
    }

    /// Gives `tensor` another origin of equal elements, or marks it as donated.
    public static void settle(Tensor tensor, Origin origin) {
        tensor.settle(origin);
    }

    /// The value that `variable` holds outside any trace.
    public static Tensor held(Variable variable) {
        return variable.held();
    }

    /// Makes `variable` hold `value` outside any trace.
    public static void hold(Variable variable, Tensor value) {
        variable.hold(value);
    }
}
