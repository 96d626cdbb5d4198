package fluxion.cuda.emit;

import fluxion.ir.BufferOp;
import fluxion.ir.ControlOp;
import fluxion.ir.OpSchema;
import fluxion.ir.ProgramOp;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.List;

/// Scalars and control flow, which read the same on the host level and inside kernels; subclasses add the rest.
abstract class StructuredCode {
    final Writer out;
    final Expressions expressions;

    StructuredCode(Writer out, Expressions expressions) {
        this.out = out;
        this.expressions = expressions;
    }

    /// Emits an operation on buffers.
    abstract void buffers(BufferOp op, List<Value> results);

    final void nodes(List<Region.Node> body) {
        body.forEach(node -> {
            switch ((ProgramOp) node.op()) {
                case ScalarOp.Constant _ -> {}
                case ScalarOp op -> {
                    divisor(op);
                    out.define(node.results().getFirst(), expressions, expressions.of(op));
                }
                case ControlOp.If op -> branch(op, node.results());
                case ControlOp.For op -> loop(op, node.results());
                case ControlOp.While op -> loop(op, node.results());
                case ControlOp.Invoke(var procedure, var _, var _) ->
                    throw new CudaEmissionException("the recursive method " + procedure.name()
                            + " has no form in CUDA C; write the recursion as a loop, or compile for the jvm backend");
                case ControlOp.Extent(var symbol, var _) ->
                    throw new CudaEmissionException("the length " + symbol
                            + ", which is computed from data, has no form in CUDA C; compute it from lengths of arrays,"
                            + " or compile for the jvm backend");
                case BufferOp op -> buffers(op, node.results());
            }
        });
    }

    /// Integer division fails at zero. An extent as a divisor is not zero where there is an index to compute with
    /// it.
    private void divisor(ScalarOp op) {
        if (op.hasEffect()
                && op instanceof ScalarOp.Binary(var _, var _, var y)
                && !(y.def() instanceof ScalarOp.Size)) {
            nonZero(y);
        }
    }

    /// Emits a check that fails if the divisor `y` is zero.
    abstract void nonZero(Value y);

    private void declare(List<Value> values) {
        for (var value : values) {
            if (!(value.type() instanceof TensorType)) {
                throw unsupported("control flow that carries a value of type " + value.type());
            }
            var name = out.fresh();
            out.line(CType.of(value.dtype()) + " " + name + ";");
            expressions.name(value, name);
        }
    }

    /// Assigns all of `values` to `targets` at once.
    private void assign(List<Value> values, List<Value> targets) {
        var moved = values.stream().map(_ -> out.fresh()).toList();
        for (int i = 0; i < values.size(); i++) {
            out.line("const " + CType.of(values.get(i).dtype()) + " " + moved.get(i) + " = "
                    + expressions.of(values.get(i)) + ";");
        }
        for (int i = 0; i < values.size(); i++) {
            out.line(expressions.of(targets.get(i)) + " = " + moved.get(i) + ";");
        }
    }

    private void alias(List<Value> names, List<Value> of) {
        for (int i = 0; i < names.size(); i++) {
            expressions.name(names.get(i), expressions.of(of.get(i)));
        }
    }

    private void branch(ControlOp.If op, List<Value> results) {
        declare(results);
        out.block("if (" + expressions.of(op.condition()) + ")", () -> region(op.whenTrue(), results));
        out.block("else", () -> region(op.whenFalse(), results));
    }

    private void region(Region region, List<Value> results) {
        nodes(region.body());
        assign(region.yields(), results);
    }

    private void loop(ControlOp.For op, List<Value> results) {
        declare(results);
        out.block("", () -> assign(op.initial(), results));
        var index = out.fresh();
        var parameters = op.body().parameters();
        expressions.name(parameters.getFirst(), index);
        alias(parameters.subList(1, parameters.size()), results);
        var count = expressions.of(op.count());
        out.block(
                "for (long long " + index + " = 0; " + index + " < " + count + "; " + index + "++)",
                () -> region(op.body(), results));
    }

    private void loop(ControlOp.While op, List<Value> results) {
        declare(results);
        out.block("", () -> assign(op.initial(), results));
        alias(op.condition().parameters(), results);
        alias(op.body().parameters(), results);
        out.block("for (;;)", () -> {
            nodes(op.condition().body());
            out.line("if (!(" + expressions.of(op.condition().yields().getFirst()) + ")) break;");
            region(op.body(), results);
        });
    }

    static CudaEmissionException unsupported(String what) {
        return new CudaEmissionException("the CUDA backend does not run " + what + "; compile for the jvm backend");
    }

    static CudaEmissionException unsupported(BufferOp op) {
        return unsupported("'" + OpSchema.mnemonic(op) + "' here");
    }
}
