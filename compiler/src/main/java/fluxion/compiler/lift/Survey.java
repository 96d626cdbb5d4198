package fluxion.compiler.lift;

import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/// Looks through a method and all that it calls for what cannot be lifted, so that all of it is said at once.
final class Survey {
    private final ClassFiles files;
    private final Problems problems;
    private final Set<MethodNode> seen = new HashSet<>();

    Survey(ClassFiles files, Problems problems) {
        this.files = files;
        this.problems = problems;
    }

    /// Notes what stands in the way of lifting `method`.
    void check(ClassFiles.Declared method) {
        if (!seen.add(method.method()) || CompanionMark.of(method).isPresent()) {
            return;
        }
        problems.at(position(method, 0));
        if (method.catches()) {
            problems.add("try and catch", "test for the condition instead");
        }
        for (var node : method.method().instructions) {
            switch (node) {
                case LineNumberNode line -> problems.at(position(method, line.line));
                case InvokeDynamicInsnNode call
                when !call.bsm.getOwner().equals("java/lang/invoke/StringConcatFactory") ->
                    problems.add(
                            "a lambda, method reference or method of a record that calls "
                                    + call.bsm.getOwner().replace('/', '.') + "." + call.bsm.getName(),
                            "write the loop or call in place");
                case MethodInsnNode call -> call(call);
                case FieldInsnNode access
                when access.getOpcode() == Opcodes.PUTSTATIC ->
                    problems.add("an assignment to the static field " + access.name, "return the value instead");
                default -> opcode(node.getOpcode());
            }
            if (node instanceof MethodInsnNode call && isFollowed(call)) {
                follow(call);
            }
        }
    }

    /// Looks through what is called. What stands in the way inside of the library is of no use to the user, who can
    /// only leave out the call.
    private void follow(MethodInsnNode call) {
        var called = files.method(call.owner, call.name, call.desc);
        if (called.isEmpty()) {
            return;
        }
        if (isLibrary(call.owner)) {
            var inside = new Problems(name(call));
            var survey = new Survey(files, inside);
            survey.seen.addAll(seen);
            survey.check(called.get());
            if (!inside.isEmpty()) {
                problems.add("a call of " + name(call) + ", which cannot be lifted", "compute it in another way");
            }
        } else {
            var at = problems.position();
            check(called.get());
            problems.at(at);
        }
    }

    private static boolean isLibrary(String owner) {
        return owner.startsWith("java/") || owner.startsWith("jdk/") || owner.startsWith("sun/");
    }

    private static fluxion.ir.SourcePosition position(ClassFiles.Declared method, int line) {
        var owner = method.owner();
        return new fluxion.ir.SourcePosition(
                owner.name.replace('/', '.'),
                method.method().name,
                owner.sourceFile == null ? "unknown source" : owner.sourceFile,
                line);
    }

    private boolean isFollowed(MethodInsnNode call) {
        return !mayBeDerivative(call)
                && Intrinsics.find(call.owner, call.name, call.desc).isEmpty()
                && !Intrinsics.isRefused(call.owner, call.name)
                && !files.isA(call.owner, "java/lang/Throwable")
                && !call.owner.equals("java/lang/Object");
    }

    /// Whether it may run a derivative that a static field holds, which is seen when it is executed.
    private static boolean mayBeDerivative(MethodInsnNode call) {
        return call.getOpcode() == Opcodes.INVOKEINTERFACE
                ? call.owner.startsWith("java/util/function/")
                : call.owner.equals("java/lang/invoke/MethodHandle") && call.name.startsWith("invoke");
    }

    private void call(MethodInsnNode call) {
        if (!isFollowed(call)) {
            if (Intrinsics.isRefused(call.owner, call.name)) {
                problems.add(
                        "a call of " + name(call),
                        Intrinsics.reason(call.owner, call.name).orElseThrow());
            }
            return;
        }
        var called = files.method(call.owner, call.name, call.desc);
        if (called.isEmpty()
                || (!called.get().hasCode()
                        && (call.getOpcode() != Opcodes.INVOKEINTERFACE || isLibrary(call.owner)))) {
            problems.add(
                    "a call of " + name(call) + ", of which there is no bytecode",
                    "call methods of classes that are on the class path and not native");
        }
    }

    private static String name(MethodInsnNode call) {
        return Type.getObjectType(call.owner).getClassName() + "." + call.name;
    }

    private void opcode(int opcode) {
        switch (opcode) {
            case Opcodes.MONITORENTER, Opcodes.MONITOREXIT ->
                problems.add("a synchronized block", "lifted methods share nothing: leave it out");
            case Opcodes.AASTORE ->
                problems.add(
                        "an assignment to an element of an array of objects", "use double[][], and assign its numbers");
            case Opcodes.ANEWARRAY ->
                problems.add("a new array of objects", "use new double[n][m], or arrays of numbers");
            case Opcodes.JSR, Opcodes.RET -> problems.add("a subroutine of old bytecode", "compile with a newer javac");
            default -> {}
        }
    }
}
