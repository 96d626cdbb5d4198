package fluxion.cuda.emit;

import fluxion.ir.BinaryFn;
import fluxion.ir.BufferOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Value;
import java.util.List;

/// The inside of a kernel.
final class KernelCode extends StructuredCode {
    static final int WIDTH = 64;
    private static final String BARRIER = "__syncthreads();";

    /// Whether the threads of a block work on one index together, rather than each on its own.
    private boolean together;

    KernelCode(Writer out, Expressions expressions, boolean together) {
        super(out, expressions);
        this.together = together;
    }

    @Override
    void nonZero(Value y) {
        throw unsupported("an integer division by a number that may be zero, which has to fail");
    }

    @Override
    void buffers(BufferOp op, List<Value> results) {
        switch (op) {
            case BufferOp.Read(var buffer, var offset, var indices, var strides) ->
                out.define(results.getFirst(), expressions, expressions.element(buffer, offset, indices, strides));
            case BufferOp.Write(var buffer, var offset, var indices, var strides, var value) -> {
                barrier(); // all threads have read what was there
                out.line((together ? "if (threadIdx.x == 0) " : "")
                        + expressions.element(buffer, offset, indices, strides) + " = " + expressions.of(value) + ";");
                barrier();
            }
            case BufferOp.Parallel parallel -> parallel(parallel);
            case BufferOp.Fold fold -> fold(fold, results.getFirst());
            case BufferOp.Alloc _,
                    BufferOp.Kernel _,
                    BufferOp.Contract _,
                    BufferOp.Convolve _,
                    BufferOp.BufferListNew _,
                    BufferOp.BufferListAppend _,
                    BufferOp.BufferListElement _,
                    BufferOp.BufferListRead _,
                    BufferOp.BufferListAccumulate _,
                    BufferOp.BufferListLength _,
                    BufferOp.BufferPack _,
                    BufferOp.BufferUnpack _,
                    BufferOp.Report _,
                    BufferOp.AssertFinite _,
                    BufferOp.AssertEqual _,
                    BufferOp.AssertInside _,
                    BufferOp.Abort _ -> throw unsupported(op);
        }
    }

    private void barrier() {
        if (together && !out.endsWith(BARRIER)) {
            out.line(BARRIER);
        }
    }

    /// Names the indices of the space `extents` after position `at` in row-major order.
    void indices(List<Dim> extents, List<Value> parameters, String at) {
        var rest = at;
        for (int i = extents.size() - 1; i >= 0; i--) {
            var name = out.fresh();
            var extent = Expressions.dim(extents.get(i));
            out.line("const long long " + name + " = " + (i == 0 ? rest : rest + " % " + extent) + ";");
            expressions.name(parameters.get(i), name);
            if (i > 0) {
                var next = out.fresh();
                out.line("const long long " + next + " = " + rest + " / " + extent + ";");
                rest = next;
            }
        }
    }

    static String size(List<Dim> extents) {
        return extents.stream().map(Expressions::dim).reduce("1LL", (x, y) -> x + " * " + y);
    }

    private void parallel(BufferOp.Parallel parallel) {
        var at = out.fresh();
        var start = together ? "threadIdx.x" : "0";
        var step = together ? Integer.toString(WIDTH) : "1";
        boolean before = together;
        barrier(); // all threads have read what is overwritten
        together = false;
        out.block(
                "for (long long " + at + " = " + start + "; " + at + " < " + size(parallel.extents()) + "; " + at
                        + " += " + step + ")",
                () -> {
                    indices(parallel.extents(), parallel.body().parameters(), at);
                    nodes(parallel.body().body());
                });
        together = before;
        barrier();
    }

    private void fold(BufferOp.Fold fold, Value result) {
        var dtype = result.dtype();
        var type = CType.of(dtype);
        var combine = fold.fn().combine();
        var identity = CType.literal(fold.fn().identity(dtype));
        var name = out.fresh();
        var at = out.fresh();
        var value = fold.body().yields().getFirst();
        if (together) {
            var shared = out.fresh();
            out.line("__shared__ " + type + " " + shared + "[" + WIDTH + "];");
            out.line(type + " " + name + " = " + identity + ";");
            together = false;
            out.block(
                    "for (long long " + at + " = threadIdx.x; " + at + " < " + size(fold.extents()) + "; " + at + " += "
                            + WIDTH + ")",
                    () -> {
                        indices(fold.extents(), fold.body().parameters(), at);
                        nodes(fold.body().body());
                        out.line(name + " = " + Expressions.binary(combine, dtype, name, expressions.of(value)) + ";");
                    });
            together = true;
            out.line(shared + "[threadIdx.x] = " + name + ";");
            out.line(BARRIER);
            tree(combine, dtype, shared, true);
            var whole = out.fresh();
            out.line("const " + type + " " + whole + " = " + shared + "[0];");
            out.line(BARRIER);
            expressions.name(result, whole);
        } else {
            out.line(type + " " + name + "[" + WIDTH + "];");
            out.line("for (int j = 0; j < " + WIDTH + "; j++) " + name + "[j] = " + identity + ";");
            out.block("for (long long " + at + " = 0; " + at + " < " + size(fold.extents()) + "; " + at + "++)", () -> {
                indices(fold.extents(), fold.body().parameters(), at);
                nodes(fold.body().body());
                var slot = name + "[" + at + " & " + (WIDTH - 1) + "]";
                out.line(slot + " = " + Expressions.binary(combine, dtype, slot, expressions.of(value)) + ";");
            });
            tree(combine, dtype, name, false);
            expressions.name(result, name + "[0]");
        }
    }

    private void tree(BinaryFn combine, DType dtype, String array, boolean threads) {
        out.block("for (int w = " + WIDTH / 2 + "; w > 0; w /= 2)", () -> {
            var j = threads ? "threadIdx.x" : "j";
            var step = array + "[" + j + "] = "
                    + Expressions.binary(combine, dtype, array + "[" + j + "]", array + "[" + j + " + w]") + ";";
            out.line((threads ? "if (threadIdx.x < w) " : "for (int j = 0; j < w; j++) ") + step);
            if (threads) {
                out.line(BARRIER);
            }
        });
    }
}
