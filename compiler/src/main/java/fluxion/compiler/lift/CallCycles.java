package fluxion.compiler.lift;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/// Which methods call themselves, directly or by way of others.
final class CallCycles {
    private final ClassFiles files;
    private final Map<MethodNode, List<ClassFiles.Declared>> calls = new HashMap<>();

    CallCycles(ClassFiles files) {
        this.files = files;
    }

    /// Whether `method` calls itself.
    boolean isRecursive(ClassFiles.Declared method) {
        return reaches(method, method.method(), new HashSet<>());
    }

    private boolean reaches(ClassFiles.Declared from, MethodNode to, Set<MethodNode> seen) {
        if (!seen.add(from.method())) {
            return false;
        }
        for (var called : called(from)) {
            if (called.method() == to || reaches(called, to, seen)) {
                return true;
            }
        }
        return false;
    }

    private List<ClassFiles.Declared> called(ClassFiles.Declared method) {
        return calls.computeIfAbsent(method.method(), node -> {
            var found = new java.util.ArrayList<ClassFiles.Declared>();
            for (var insn : node.instructions) {
                if (insn instanceof MethodInsnNode call
                        && Intrinsics.find(call.owner, call.name, call.desc).isEmpty()
                        && !Intrinsics.isRefused(call.owner, call.name)
                        && !call.owner.startsWith("java/")) {
                    files.method(call.owner, call.name, call.desc)
                            .filter(target ->
                                    target.hasCode() && CompanionMark.of(target).isEmpty())
                            .ifPresent(found::add);
                }
            }
            return found;
        });
    }
}
