package fluxion.compiler.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxion.ir.BufferOp;
import fluxion.ir.BufferType;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Program;
import fluxion.ir.Shape;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import fluxion.runtime.Storage;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A program with more kernels and buffers than a constant pool has room for their names and numbers.
class LargeProgramTest {
    private static final int KERNELS = 40_000;

    @Test
    void aProgramOfManyKernelsAndBuffersRuns() {
        var g = new GraphBuilder();
        var cell = new BufferType(DType.F64, Dim.ONE);
        var argument = g.parameter(cell);
        var result = g.parameter(cell);
        var last = argument;
        for (int i = 0; i < KERNELS; i++) {
            var next = i == KERNELS - 1 ? result : g.add(new BufferOp.Alloc(cell));
            increment(g, last, next, i);
            last = next;
        }
        var type = new TensorType(DType.F64, Shape.of(1));
        var program = new Program(new Graph("large", g.finish(List.of())), List.of(type), List.of(type), List.of(-1));

        var in = Storage.allocate(DType.F64, 1);
        var out = Storage.allocate(DType.F64, 1);
        ((double[]) in.array())[in.offset()] = 0.5;
        new JvmBackend().compile(program).run(new Storage[] {in}, new Storage[] {out}, new long[0]);
        assertEquals(KERNELS + 0.5, ((double[]) out.array())[out.offset()]);
    }

    private static void increment(GraphBuilder g, Value from, Value to, int number) {
        var body = Programs.region(g, 1, (inner, index) -> {
            var sum = inner.add(Programs.read(inner, from, index.getFirst()), inner.constant(DType.F64, 1.0));
            Programs.write(inner, to, index.getFirst(), sum);
            return List.of();
        });
        g.append(new BufferOp.Kernel("k" + number, List.of(Dim.ONE), List.of(from), List.of(to), body));
    }
}
