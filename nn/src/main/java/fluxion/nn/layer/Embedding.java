package fluxion.nn.layer;

import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Shape;
import fluxion.tensor.DTypeException;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Tensor;

/// A row of a table for each index. An index outside of the table gives NaN and learns nothing.
///
/// @param rows the number of indices
/// @param units the extent of a row
public record Embedding(long rows, long units) implements Stateless<Embedding.Params> {
    /// Checks the extents.
    public Embedding {
        Check.positive("Embedding", "rows", rows);
        Check.positive("Embedding", "units", units);
    }

    /// A table of `rows` rows of `units` numbers, uniform on (-0.05, 0.05) at first.
    public static Embedding of(long rows, long units) {
        return new Embedding(rows, units);
    }

    /// What is trained.
    ///
    /// @param table `[rows, units]`
    public record Params(Tensor table) {}

    @Override
    public Shape output(Shape input) {
        return input.insert(input.rank(), Dim.of(units));
    }

    @Override
    public Params params(RandomKey key, Shape input) {
        return new Params(key.uniform(DType.F32, -0.05, 0.05, rows, units));
    }

    /// @param x indices, `i32` or `i64`
    @Override
    public Tensor apply(Params params, Tensor x, Mode mode) {
        if (!x.dtype().isInteger()) {
            throw new DTypeException("Embedding: indices of type " + x.type() + "; they must be i32 or i64");
        }
        return params.table().gather(x, 0);
    }
}
