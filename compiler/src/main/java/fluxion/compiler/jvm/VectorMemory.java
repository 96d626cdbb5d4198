package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.DType;
import fluxion.ir.Value;

/// Emits loads and stores of vectors whose lanes are indices that follow each other.
final class VectorMemory {
    private final Scope scope;
    private final Code code;
    private final VectorCode vectors;
    private final DType widest;

    VectorMemory(Scope scope, VectorCode vectors) {
        this.scope = scope;
        this.code = scope.code;
        this.vectors = vectors;
        this.widest = vectors.widest();
    }

    void read(BufferOp.Read read, Value result) {
        var stride = Scope.strideOf(vectors.lane(), read);
        var dtype = result.dtype();
        var v = JvmType.of(dtype);
        boolean contiguous = stride.is(1);
        vectors.species(dtype == DType.BOOL ? widest : dtype);
        scope.pushAddress(read.buffer(), read.offset(), read.indices(), read.strides());
        var descriptor = "(" + Names.SPECIES_D + v.array() + "I";
        if (!contiguous) {
            scope.pushDim(stride);
            descriptor += "I";
        }
        if (vectors.isMasked()) {
            vectors.pushMask(dtype == DType.BOOL ? widest : dtype);
            descriptor += Names.MASK_D;
        }
        descriptor += ")" + v.vectorDescriptor();
        if (contiguous && !(dtype == DType.BOOL && vectors.isMasked())) {
            code.call(v.vector(), "fromArray", descriptor);
        } else {
            code.call(Names.LANES, contiguous ? "load" : "gather", descriptor);
        }
        vectors.store(result, widest);
    }

    void write(BufferOp.Write write) {
        var stride = Scope.strideOf(vectors.lane(), write.indices(), write.strides());
        var dtype = write.value().dtype();
        var v = JvmType.of(dtype);
        boolean contiguous = stride.is(1);
        vectors.push(write.value(), widest);
        scope.pushAddress(write.buffer(), write.offset(), write.indices(), write.strides());
        var descriptor = v.array() + "I";
        if (!contiguous) {
            scope.pushDim(stride);
            descriptor += "I";
        }
        if (vectors.isMasked()) {
            vectors.pushMask(dtype == DType.BOOL ? widest : dtype);
            descriptor += Names.MASK_D;
        }
        if (contiguous && !(dtype == DType.BOOL && vectors.isMasked())) {
            code.invoke(v.vector(), "intoArray", "(" + descriptor + ")V");
        } else {
            code.call(Names.LANES, contiguous ? "store" : "scatter", "(" + v.vectorDescriptor() + descriptor + ")V");
        }
    }
}
