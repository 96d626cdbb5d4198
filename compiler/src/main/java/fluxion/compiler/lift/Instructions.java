package fluxion.compiler.lift;

import fluxion.ir.DType;
import fluxion.ir.GraphBuilder;
import fluxion.ir.ScalarOp;
import fluxion.ir.SourcePosition;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MultiANewArrayInsnNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/// Executes one block on a state, appending what it computes to a graph.
final class Instructions {
    private final Regions method;
    private final Problems problems;
    private final GraphBuilder g;
    private final ArrayAccess arrays;
    private final Calls calls;
    private State state;

    Instructions(Regions method, State state, GraphBuilder g) {
        this.method = method;
        this.problems = method.lifting().problems();
        this.state = state;
        this.g = g;
        this.arrays = new ArrayAccess(this);
        this.calls = new Calls(this);
    }

    Regions method() {
        return method;
    }

    GraphBuilder g() {
        return g;
    }

    /// The state, which a call replaces.
    State state() {
        return state;
    }

    void state(State next) {
        this.state = next;
    }

    Problems problems() {
        return problems;
    }

    /// Executes `block` up to its end.
    Exit run(int block) {
        var flow = method.flow();
        for (var node : flow.instructions(block)) {
            if (node instanceof LineNumberNode line) {
                at(line.line);
            }
            var exit = step(node, block);
            if (exit != null) {
                return exit;
            }
        }
        return new Exit.Jump(flow.next(block));
    }

    /// The position of the last line number is that of all that follows.
    private void at(int line) {
        var position = method.position(line);
        g.at(position);
        problems.at(position);
    }

    @Nullable
    SourcePosition position() {
        return g.position();
    }

    // ---------------------------------------------------------------- operands

    Value popScalar() {
        return switch (state.pop()) {
            case JavaValue.Scalar(var value) -> value;
            case JavaValue.Comparison comparison -> Arithmetic.number(comparison, g);
            case JavaValue.Reference _, JavaValue.Row _, JavaValue.Text _, JavaValue.Null _ ->
                throw new IllegalStateException("a number is expected, a reference found");
        };
    }

    Value constant(int value) {
        return g.constant(DType.I32, (long) value);
    }

    // ---------------------------------------------------------------- one instruction

    private @Nullable Exit step(AbstractInsnNode node, int block) {
        int opcode = node.getOpcode();
        switch (node) {
            case VarInsnNode access -> variable(opcode, access.var);
            case IincInsnNode increment ->
                state.setLocal(
                        increment.var,
                        new JavaValue.Scalar(g.add(scalar(state.local(increment.var)), constant(increment.incr))));
            case IntInsnNode push when opcode != Opcodes.NEWARRAY -> state.push(constant(push.operand));
            case IntInsnNode create -> arrays.create(arrays.dtype(create.operand));
            case MultiANewArrayInsnNode create -> arrays.create(create.desc, create.dims);
            case LdcInsnNode load -> constant(load.cst);
            case FieldInsnNode access -> calls.field(access);
            case MethodInsnNode call -> {
                return calls.call(call) ? null : new Exit.Never();
            }
            case InvokeDynamicInsnNode call -> calls.dynamic(call);
            case TypeInsnNode type -> type(opcode, type.desc);
            case JumpInsnNode jump -> {
                return jump(opcode, jump.label, block);
            }
            case TableSwitchInsnNode table -> {
                var keys = new ArrayList<Integer>();
                for (int k = table.min; k <= table.max; k++) {
                    keys.add(k);
                }
                return choice(keys, table.labels, table.dflt);
            }
            case LookupSwitchInsnNode lookup -> {
                return choice(lookup.keys, lookup.labels, lookup.dflt);
            }
            default -> {
                return opcode < 0 ? null : plain(opcode);
            }
        }
        return null;
    }

    private static Value scalar(JavaValue value) {
        if (value instanceof JavaValue.Scalar(var number)) {
            return number;
        }
        throw new IllegalStateException("a number is expected, found " + value);
    }

    private void variable(int opcode, int slot) {
        if (opcode >= Opcodes.ISTORE) {
            state.setLocal(slot, kept(state.pop()));
        } else {
            state.push(state.local(slot));
        }
    }

    private JavaValue kept(JavaValue value) {
        return value instanceof JavaValue.Comparison comparison
                ? new JavaValue.Scalar(Arithmetic.number(comparison, g))
                : value;
    }

    private void constant(Object constant) {
        switch (constant) {
            case Integer i -> state.push(constant((int) i));
            case Long l -> state.push(g.constant(DType.I64, (long) l));
            case Float f -> state.push(g.add(new ScalarOp.Constant(DType.F32, Float.floatToRawIntBits(f))));
            case Double d -> state.push(g.add(new ScalarOp.Constant(DType.F64, Double.doubleToRawLongBits(d))));
            case String text -> state.push(new JavaValue.Text(text, List.of()));
            default -> throw problems.stop("a constant of " + constant, "use numbers and text");
        }
    }

    private void type(int opcode, String type) {
        switch (opcode) {
            case Opcodes.NEW -> calls.create(type);
            case Opcodes.CHECKCAST -> {}
            case Opcodes.INSTANCEOF -> calls.instanceOf(type);
            default ->
                throw problems.stop(
                        "an array of " + type.replace('/', '.'),
                        "use arrays of double, float, int, long or boolean, or new double[n][m]");
        }
    }

    // ---------------------------------------------------------------- the ends of blocks

    private Exit jump(int opcode, LabelNode label, int block) {
        var flow = method.flow();
        int taken = flow.at(label);
        if (opcode == Opcodes.GOTO) {
            return new Exit.Jump(taken);
        }
        int otherwise = flow.next(block);
        if (opcode >= Opcodes.IF_ACMPEQ) {
            return new Exit.Jump(calls.isSame(opcode) ? taken : otherwise);
        }
        var condition = condition(opcode);
        if (taken == otherwise) {
            return new Exit.Jump(taken);
        }
        return condition.negated()
                ? new Exit.Branch(condition.value(), otherwise, taken)
                : new Exit.Branch(condition.value(), taken, otherwise);
    }

    private Arithmetic.Condition condition(int opcode) {
        var fn = Arithmetic.jump(opcode);
        if (opcode >= Opcodes.IF_ICMPEQ) {
            var y = popScalar();
            return new Arithmetic.Condition(g.compare(fn, popScalar(), y), false);
        }
        var top = state.pop();
        return top instanceof JavaValue.Comparison comparison
                ? Arithmetic.of(fn, comparison, g)
                : Arithmetic.withZero(fn, scalar(top), g);
    }

    private Exit choice(List<Integer> keys, List<LabelNode> labels, LabelNode otherwise) {
        var flow = method.flow();
        var byTarget = new LinkedHashMap<Integer, List<Integer>>();
        for (int i = 0; i < keys.size(); i++) {
            int target = flow.at(labels.get(i));
            if (target != flow.at(otherwise)) {
                byTarget.computeIfAbsent(target, _ -> new ArrayList<>()).add(keys.get(i));
            }
        }
        var cases = new ArrayList<Exit.Case>();
        byTarget.forEach((target, taken) -> cases.add(new Exit.Case(List.copyOf(taken), target)));
        return new Exit.Switch(popScalar(), cases, flow.at(otherwise));
    }

    // ---------------------------------------------------------------- instructions without operands

    private @Nullable Exit plain(int opcode) {
        var fn = Arithmetic.binary(opcode);
        if (fn != null) {
            var y = popScalar();
            state.push(Arithmetic.binary(fn, popScalar(), y, g));
        } else if (Arithmetic.isUnary(opcode)) {
            state.push(Arithmetic.unary(opcode, popScalar(), g));
        } else if (opcode >= Opcodes.IALOAD && opcode <= Opcodes.SALOAD) {
            arrays.load();
        } else if (opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE) {
            arrays.store();
        } else if (opcode >= Opcodes.POP && opcode <= Opcodes.SWAP) {
            OperandStack.shuffle(opcode, state);
        } else {
            return special(opcode);
        }
        return null;
    }

    private @Nullable Exit special(int opcode) {
        switch (opcode) {
            case Opcodes.NOP -> {}
            case Opcodes.ACONST_NULL -> state.push(new JavaValue.Null());
            case Opcodes.ICONST_M1,
                    Opcodes.ICONST_0,
                    Opcodes.ICONST_1,
                    Opcodes.ICONST_2,
                    Opcodes.ICONST_3,
                    Opcodes.ICONST_4,
                    Opcodes.ICONST_5 -> state.push(constant(opcode - Opcodes.ICONST_0));
            case Opcodes.LCONST_0, Opcodes.LCONST_1 ->
                state.push(g.constant(DType.I64, (long) (opcode - Opcodes.LCONST_0)));
            case Opcodes.FCONST_0, Opcodes.FCONST_1, Opcodes.FCONST_2 ->
                state.push(g.constant(DType.F32, (double) (opcode - Opcodes.FCONST_0)));
            case Opcodes.DCONST_0, Opcodes.DCONST_1 ->
                state.push(g.constant(DType.F64, (double) (opcode - Opcodes.DCONST_0)));
            case Opcodes.LCMP, Opcodes.FCMPL, Opcodes.FCMPG, Opcodes.DCMPL, Opcodes.DCMPG -> {
                var y = popScalar();
                state.push(
                        new JavaValue.Comparison(popScalar(), y, opcode == Opcodes.FCMPG || opcode == Opcodes.DCMPG));
            }
            case Opcodes.ARRAYLENGTH -> arrays.length();
            case Opcodes.IRETURN, Opcodes.LRETURN, Opcodes.FRETURN, Opcodes.DRETURN, Opcodes.ARETURN -> {
                var result = kept(state.pop());
                state.clearStack();
                state.push(result);
                return new Exit.Return();
            }
            case Opcodes.RETURN -> {
                state.clearStack();
                return new Exit.Return();
            }
            case Opcodes.ATHROW -> {
                fail(calls.thrown());
                return new Exit.Never();
            }
            default -> throw problems.stop("instruction " + opcode, "write it in another way");
        }
        return null;
    }

    /// Appends a failure.
    void fail(TensorOp.Fail failure) {
        g.append(failure);
    }
}
