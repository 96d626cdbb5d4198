package fluxion.compiler.lift;

import fluxion.ir.Failure;
import fluxion.ir.GraphBuilder;
import fluxion.ir.TensorOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/// The instructions on methods, objects and fields.
final class Calls {
    /// The field of an exception that holds its message.
    private static final String MESSAGE = "message";

    private static final String THROWABLE = "java/lang/Throwable";

    private final Instructions at;

    Calls(Instructions at) {
        this.at = at;
    }

    private State state() {
        return at.state();
    }

    private GraphBuilder g() {
        return at.g();
    }

    private ClassFiles files() {
        return at.method().lifting().files();
    }

    // ---------------------------------------------------------------- methods

    /// Executes a call.
    ///
    /// @return whether it comes back
    boolean call(MethodInsnNode call) {
        var arguments = new ArrayList<JavaValue>();
        for (int i = Type.getArgumentCount(call.desc); i > 0; i--) {
            arguments.addFirst(state().pop());
        }
        if (call.getOpcode() != Opcodes.INVOKESTATIC) {
            arguments.addFirst(state().pop());
        }
        if (!arguments.isEmpty()
                && arguments.getFirst() instanceof JavaValue.Reference(var name)
                && state().object(name) instanceof JavaObject.Derivative(var called)
                && files().method(call.owner, call.name, call.desc)
                        .filter(ClassFiles.Declared::hasCode)
                        .isEmpty()) {
            new DerivativeCalls(at)
                    .call(called, call, arguments.subList(1, arguments.size()))
                    .ifPresent(state()::push);
            return true;
        }
        var intrinsic = Intrinsics.find(call.owner, call.name, call.desc);
        if (intrinsic.isPresent()) {
            intrinsic.get().apply(new Intrinsics.Arguments(arguments, at)).ifPresent(state()::push);
            return true;
        }
        if (call.name.equals("<init>") && isTrivial(call.owner)) {
            return true;
        }
        if (call.name.equals("<init>") && files().isA(call.owner, THROWABLE)) {
            initialise(call, arguments);
            return true;
        }
        return inline(call, arguments);
    }

    private static boolean isTrivial(String owner) {
        return owner.equals("java/lang/Object") || owner.equals("java/lang/Record");
    }

    private boolean inline(MethodInsnNode call, List<JavaValue> arguments) {
        var called = files().method(receiver(call, arguments), call.name, call.desc)
                .filter(declared -> declared.hasCode() && !Intrinsics.isRefused(call.owner, call.name))
                .orElseThrow(() -> refused(call));
        var mark = CompanionMark.of(called);
        if (mark.isPresent()) {
            new DerivativeCalls(at).call(mark.get(), arguments).ifPresent(state()::push);
            return true;
        }
        var recursion = at.method().lifting().recursion();
        if (recursion.isRecursive(called)) {
            boolean comesBack = recursion.invoke(at.method().lifting(), called, kept(arguments), state(), g());
            at.problems().at(at.position());
            return comesBack;
        }
        if (at.method().isUnderWay(called)) {
            throw at.problems().stop("a method that calls itself: " + name(call), "write the recursion as a loop");
        }
        if (called.catches()) {
            throw at.problems().stop("try and catch in " + name(call), "test for the condition instead");
        }
        var position = at.position();
        var regions = new Regions(at.method().lifting(), called, at.method());
        state().enter();
        int slot = 0;
        for (var argument : kept(arguments)) {
            state().setLocal(slot, argument);
            slot += argument.isWide() ? 2 : 1;
        }
        var outcome = regions.run(state(), g());
        g().at(position);
        at.problems().at(position);
        if (!outcome.targets().containsKey(Outcome.RETURN)) {
            return false;
        }
        var after = outcome.at(Outcome.RETURN);
        var hasResult = Type.getReturnType(call.desc).getSort() != Type.VOID;
        var result = hasResult ? after.pop() : null;
        after.leave();
        at.state(after);
        if (result != null) {
            after.push(result);
        }
        return true;
    }

    /// `arguments` as locals hold them.
    private List<JavaValue> kept(List<JavaValue> arguments) {
        return arguments.stream()
                .map(argument -> argument instanceof JavaValue.Comparison comparison
                        ? new JavaValue.Scalar(Arithmetic.number(comparison, g()))
                        : argument)
                .toList();
    }

    /// The class in which to look for the method: that of the object, where it is called on one.
    private String receiver(MethodInsnNode call, List<JavaValue> arguments) {
        if ((call.getOpcode() == Opcodes.INVOKEVIRTUAL || call.getOpcode() == Opcodes.INVOKEINTERFACE)
                && arguments.getFirst() instanceof JavaValue.Reference(var name)
                && state().object(name) instanceof JavaObject.Fields(var type, var _)) {
            return type;
        }
        return call.owner;
    }

    private static String name(MethodInsnNode call) {
        return call.owner.replace('/', '.') + "." + call.name;
    }

    private LiftException refused(MethodInsnNode call) {
        return at.problems()
                .stop(
                        "a call of " + name(call) + ", which cannot be lifted",
                        Intrinsics.reason(call.owner, call.name)
                                .orElse("call static methods of classes that are on the class path"));
    }

    // ---------------------------------------------------------------- text

    /// Executes an `invokedynamic`: string concatenation.
    void dynamic(InvokeDynamicInsnNode call) {
        if (!call.bsm.getOwner().equals("java/lang/invoke/StringConcatFactory")
                || !(call.bsmArgs.length > 0 && call.bsmArgs[0] instanceof String recipe)) {
            throw at.problems()
                    .stop(
                            "a lambda or method reference ("
                                    + call.bsm.getOwner().replace('/', '.') + "." + call.bsm.getName() + ")",
                            "write the loop or call in place");
        }
        var types = Type.getArgumentTypes(call.desc);
        var arguments = new ArrayList<JavaValue>();
        for (int i = 0; i < types.length; i++) {
            arguments.addFirst(state().pop());
        }
        var text = new JavaValue.Text("", List.of());
        int next = 0;
        int constant = 1;
        for (int i = 0; i < recipe.length(); i++) {
            char c = recipe.charAt(i);
            if (c == Failure.PLACE) {
                text = TextIntrinsics.append(text, arguments.get(next), types[next].getDescriptor(), at);
                next++;
            } else {
                text = text.plus(c == '\2' ? String.valueOf(call.bsmArgs[constant++]) : String.valueOf(c));
            }
        }
        state().push(text);
    }

    // ---------------------------------------------------------------- objects

    /// `new T`
    void create(String type) {
        var fields = new TreeMap<String, JavaValue>();
        if (type.equals(TextIntrinsics.BUILDER)) {
            fields.put(TextIntrinsics.TEXT, new JavaValue.Text("", List.of()));
        } else if (!files().isA(type, THROWABLE)) {
            var node = files().find(type)
                    .orElseThrow(() -> at.problems()
                            .stop("an object of " + type.replace('/', '.'), "put its class on the class path"));
            for (var field : node.fields) {
                if ((field.access & Opcodes.ACC_STATIC) == 0) {
                    var dtype = JavaTypes.computed(Type.getType(field.desc));
                    fields.put(
                            field.name,
                            dtype == null ? new JavaValue.Null() : new JavaValue.Scalar(g().constant(dtype, 0L)));
                }
            }
        }
        state().push(state().create(new JavaObject.Fields(type, fields)));
    }

    private void initialise(MethodInsnNode call, List<JavaValue> arguments) {
        if (arguments.size() > 2
                || (arguments.size() == 2 && !(arguments.get(1) instanceof JavaValue.Text))
                || !(arguments.getFirst() instanceof JavaValue.Reference(var name))
                || !(state().object(name) instanceof JavaObject.Fields fields)) {
            throw at.problems().stop("an exception made by " + name(call) + call.desc, "give it a message, or nothing");
        }
        state().set(
                        name,
                        fields.with(
                                MESSAGE, arguments.size() == 2 ? arguments.get(1) : new JavaValue.Text("", List.of())));
    }

    /// The failure that `athrow` makes of the exception on the stack.
    TensorOp.Fail thrown() {
        if (state().pop() instanceof JavaValue.Reference(var name)
                && state().object(name) instanceof JavaObject.Fields(var type, var fields)
                && fields.get(MESSAGE) instanceof JavaValue.Text(var template, var values)) {
            return new TensorOp.Fail(type.replace('/', '.'), template, values);
        }
        throw at.problems().stop("an exception that is not made where it is thrown", "throw new ...");
    }

    /// `instanceof type`
    void instanceOf(String type) {
        boolean is = state().pop() instanceof JavaValue.Reference(var name)
                && state().object(name) instanceof JavaObject.Fields(var own, var _)
                && files().isA(own, type);
        state().push(at.constant(is ? 1 : 0));
    }

    /// Whether `if_acmp..` or `ifnull` and its negation jump.
    boolean isSame(int opcode) {
        var y = opcode == Opcodes.IFNULL || opcode == Opcodes.IFNONNULL ? new JavaValue.Null() : state().pop();
        boolean same = y.equals(state().pop());
        return same == (opcode == Opcodes.IF_ACMPEQ || opcode == Opcodes.IFNULL);
    }

    // ---------------------------------------------------------------- fields

    /// Executes an access to a field.
    void field(FieldInsnNode access) {
        switch (access.getOpcode()) {
            case Opcodes.GETFIELD -> {
                var object = object(state().pop(), access);
                state().push(java.util.Objects.requireNonNull(object.values().get(access.name)));
            }
            case Opcodes.PUTFIELD -> {
                var popped = state().pop();
                var value = popped instanceof JavaValue.Comparison comparison
                        ? new JavaValue.Scalar(Arithmetic.number(comparison, g()))
                        : popped;
                var reference = state().pop();
                var object = object(reference, access);
                state().set(((JavaValue.Reference) reference).name(), object.with(access.name, value));
            }
            case Opcodes.GETSTATIC -> getStatic(access);
            default ->
                throw at.problems()
                        .stop("an assignment to the static field " + access.name, "return the value instead");
        }
    }

    private JavaObject.Fields object(JavaValue reference, FieldInsnNode access) {
        if (reference instanceof JavaValue.Reference(var name)
                && state().object(name) instanceof JavaObject.Fields fields) {
            return fields;
        }
        throw at.problems().stop("field " + access.name + " of null", "set the variable before it is used");
    }

    private void getStatic(FieldInsnNode access) {
        var statics = new StaticFields(at.method().lifting(), at.problems());
        var type = Type.getType(access.desc);
        if (type.getSort() == Type.ARRAY) {
            var element = JavaTypes.dtype(type.getElementType());
            if (element == null || type.getDimensions() != 1) {
                throw at.problems()
                        .stop("static field " + access.name + " of type " + type.getClassName(), "use a double[]");
            }
            state().push(state().create(new JavaObject.Elements(statics.array(access, element), true)));
            return;
        }
        if (type.getSort() == Type.OBJECT
                && files().find(type.getInternalName())
                        .filter(CompanionMark::isCompanion)
                        .isPresent()) {
            state().push(state().create(new JavaObject.Fields(type.getInternalName(), new TreeMap<>())));
            return;
        }
        var dtype = JavaTypes.computed(type);
        if (dtype == null) {
            var called =
                    type.getSort() == Type.OBJECT ? statics.derivative(access) : Optional.<Derivation.Called>empty();
            if (called.isEmpty()) {
                throw at.problems()
                        .stop(
                                "static field " + access.name + " of type " + type.getClassName(),
                                type.getInternalName().startsWith("fluxion/Derivative")
                                        ? "keep what its handle() or as(...) gives in the field, and call that"
                                        : "pass it as an argument");
            }
            state().push(state().create(new JavaObject.Derivative(called.get())));
            return;
        }
        state().push(g().add(new fluxion.ir.ScalarOp.Constant(dtype, statics.bits(access))));
    }
}
