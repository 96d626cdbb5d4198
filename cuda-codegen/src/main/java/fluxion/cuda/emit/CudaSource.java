package fluxion.cuda.emit;

import java.util.List;

/// A program as CUDA C.
///
/// @param device the kernels, complete for NVRTC: no header is included
/// @param host a C function `run(void** buffers, const long long* symbols)` that evaluates the host level and launches
///     the kernels through the macro `LAUNCH(kernel, blocks, threads, arguments...)`
/// @param kernels the names of the kernels, in order
public record CudaSource(String device, String host, List<String> kernels) {
    /// Copies the list.
    public CudaSource {
        kernels = List.copyOf(kernels);
    }
}
