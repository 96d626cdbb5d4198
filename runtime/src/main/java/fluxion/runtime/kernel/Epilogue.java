package fluxion.runtime.kernel;

/// What is done to a block of a contraction's result as soon as the block is final, while it is still in the cache.
@FunctionalInterface
public interface Epilogue {
    /// Works in place on the rows `rowFrom .. rowTo-1` and columns `columnFrom .. columnTo-1` of batch element
    /// `batch`.
    ///
    /// Every element of the result is in exactly one block. Blocks come in no promised order, from several threads,
    /// and are cut by shape and number of threads, so an element may depend on its own value and on other arrays
    /// alone.
    void apply(int batch, int rowFrom, int rowTo, int columnFrom, int columnTo);
}
