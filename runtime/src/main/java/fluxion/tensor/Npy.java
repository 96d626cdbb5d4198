package fluxion.tensor;

import fluxion.ir.DType;
import fluxion.runtime.npy.NpyArray;
import java.util.Arrays;
import java.util.List;

/// Tensors as the arrays of NPY files.
final class Npy {
    private Npy() {}

    static Tensor tensor(NpyArray array) {
        var shape = array.shape().stream().mapToLong(Integer::longValue).toArray();
        return switch (array) {
            case NpyArray.Floats it -> HostData.tensor(DType.F32, it.values(), shape);
            case NpyArray.Doubles it -> HostData.tensor(DType.F64, it.values(), shape);
            case NpyArray.Ints it -> HostData.tensor(DType.I32, it.values(), shape);
            case NpyArray.Longs it -> HostData.tensor(DType.I64, it.values(), shape);
            case NpyArray.UnsignedBytes it -> HostData.tensor(DType.I32, widened(it.values()), shape);
            case NpyArray.Booleans it -> HostData.tensor(DType.BOOL, it.values(), shape);
        };
    }

    private static int[] widened(byte[] bytes) {
        var values = new int[bytes.length];
        Arrays.setAll(values, i -> Byte.toUnsignedInt(bytes[i]));
        return values;
    }

    static NpyArray array(Tensor tensor) {
        List<Integer> shape = Arrays.stream(tensor.shape().constants())
                .mapToObj(Math::toIntExact)
                .toList();
        return switch (tensor.dtype()) {
            case BOOL -> new NpyArray.Booleans(shape, tensor.toBooleanArray());
            case I32 -> new NpyArray.Ints(shape, tensor.toIntArray());
            case I64 -> new NpyArray.Longs(shape, tensor.toLongArray());
            case F32 -> new NpyArray.Floats(shape, tensor.toFloatArray());
            case F64 -> new NpyArray.Doubles(shape, tensor.toDoubleArray());
        };
    }
}
