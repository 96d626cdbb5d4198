/// Lowered programs as CUDA C: pure text, which knows neither NVRTC nor a device.
///
/// A kernel without folds or loops inside its index space is a thread an index. Any other is a block of 64 threads an
/// index: thread t keeps virtual accumulator t of each fold, and the tree runs in shared memory, so the order of
/// additions is the one that the IR defines. A contraction is a block of 16 x 16 threads a tile of the result, with
/// tiles of the operands in shared memory, and one accumulator a thread in ascending order. There are no atomics.
package fluxion.cuda.emit;
