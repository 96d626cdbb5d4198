package fluxion.compiler.autodiff;

import fluxion.ir.BinaryFn;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import org.jspecify.annotations.Nullable;

/// A store of what an element was before, and a term: `a[i] += term` or `a[i] -= term`.
///
/// Its pull-back leaves the cotangent of the array as it is, where that of a load and a store would set the element to
/// zero and add it again.
///
/// @param sign 1 or -1
record Accumulation(int sign, Value term) {
    /// `store` as an accumulation; null if it is none.
    static @Nullable Accumulation of(TensorOp.Store store) {
        if (!(store.value().def() instanceof ScalarOp.Binary(var fn, var left, var right))) {
            return null;
        }
        if ((fn == BinaryFn.ADD || fn == BinaryFn.SUB) && isElement(left, store)) {
            return new Accumulation(fn == BinaryFn.ADD ? 1 : -1, right);
        }
        return fn == BinaryFn.ADD && isElement(right, store) ? new Accumulation(1, left) : null;
    }

    private static boolean isElement(Value value, TensorOp.Store store) {
        return value.def() instanceof TensorOp.Load(var x, var indices, var _)
                && x == store.x()
                && indices.equals(store.indices());
    }
}
