package fluxion.ir;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads and makes records of one class, as code written for that class would: a class is generated for each. All
/// passes go through this for every operation that they touch, and method handles that are no constants of the code
/// that calls them are many times slower, above all in a young JVM.
interface RecordAccess {
    /// Component number `part` of `of`.
    Object get(Object of, int part);

    /// Shows the operands of `of`, an operation, to `action`, in order.
    void forEachOperand(Object of, Consumer<Value> action);

    /// A record of the given components.
    Object create(@Nullable Object[] parts);

    /// The access to records of class `type`, which is public.
    ///
    /// @param kinds what its components are
    static RecordAccess to(Class<? extends Record> type, OpSchema.Kind[] kinds) {
        var name = ClassDesc.of(RecordAccess.class.getName() + "$To" + type.getSimpleName());
        var bytes = ClassFile.of().build(name, builder -> build(builder, type, kinds));
        try {
            return (RecordAccess) MethodHandles.lookup()
                    .defineHiddenClass(bytes, true)
                    .lookupClass()
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IrException(type + " cannot be read: " + e);
        }
    }

    private static void build(ClassBuilder builder, Class<? extends Record> type, OpSchema.Kind[] kinds) {
        builder.withFlags(AccessFlag.PUBLIC, AccessFlag.FINAL)
                .withInterfaceSymbols(desc(RecordAccess.class))
                .withMethodBody(
                        ConstantDescs.INIT_NAME,
                        ConstantDescs.MTD_void,
                        ClassFile.ACC_PUBLIC,
                        code -> code.aload(0)
                                .invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                                .return_())
                .withMethodBody(
                        "get",
                        MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Object, ConstantDescs.CD_int),
                        ClassFile.ACC_PUBLIC,
                        code -> get(code, type))
                .withMethodBody(
                        "forEachOperand",
                        MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object, desc(Consumer.class)),
                        ClassFile.ACC_PUBLIC,
                        code -> forEachOperand(code, type, kinds))
                .withMethodBody(
                        "create",
                        MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Object.arrayType()),
                        ClassFile.ACC_PUBLIC,
                        code -> create(code, type));
    }

    private static void get(CodeBuilder code, Class<? extends Record> type) {
        var components = type.getRecordComponents();
        var cases = new ArrayList<SwitchCase>();
        for (int i = 0; i < components.length; i++) {
            cases.add(SwitchCase.of(i, code.newLabel()));
        }
        var none = code.newLabel();
        code.iload(2).tableswitch(none, cases);
        for (var one : cases) {
            var component = components[one.caseValue()];
            code.labelBinding(one.target());
            read(code, type, component);
            box(code, component);
            code.areturn();
        }
        code.labelBinding(none).aconst_null().areturn();
    }

    private static void forEachOperand(CodeBuilder code, Class<? extends Record> type, OpSchema.Kind[] kinds) {
        var components = type.getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            switch (kinds[i]) {
                case OPERAND -> {
                    code.aload(2);
                    read(code, type, components[i]);
                    code.invokeinterface(
                            desc(Consumer.class),
                            "accept",
                            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object));
                }
                case OPERANDS -> {
                    read(code, type, components[i]);
                    code.aload(2)
                            .invokeinterface(
                                    desc(Iterable.class),
                                    "forEach",
                                    MethodTypeDesc.of(ConstantDescs.CD_void, desc(Consumer.class)));
                }
                case REGION, ATTRIBUTE -> {}
            }
        }
        code.return_();
    }

    /// Pushes a component of the record in local 1.
    private static void read(CodeBuilder code, Class<? extends Record> type, RecordComponent component) {
        code.aload(1)
                .checkcast(desc(type))
                .invokevirtual(desc(type), component.getName(), MethodTypeDesc.of(desc(component.getType())));
    }

    private static void create(CodeBuilder code, Class<? extends Record> type) {
        var components = type.getRecordComponents();
        code.new_(desc(type)).dup();
        for (int i = 0; i < components.length; i++) {
            code.aload(1).loadConstant(i).aaload();
            unbox(code, components[i]);
        }
        var parameters = Arrays.stream(components).map(c -> desc(c.getType())).toList();
        code.invokespecial(desc(type), ConstantDescs.INIT_NAME, MethodTypeDesc.of(ConstantDescs.CD_void, parameters))
                .areturn();
    }

    private static void box(CodeBuilder code, RecordComponent component) {
        if (component.getType().isPrimitive()) {
            var boxed = boxed(component);
            code.invokestatic(boxed, "valueOf", MethodTypeDesc.of(boxed, desc(component.getType())));
        }
    }

    private static void unbox(CodeBuilder code, RecordComponent component) {
        if (component.getType().isPrimitive()) {
            code.checkcast(boxed(component))
                    .invokevirtual(
                            boxed(component),
                            component.getType().getName() + "Value",
                            MethodTypeDesc.of(desc(component.getType())));
        } else {
            code.checkcast(desc(component.getType()));
        }
    }

    private static ClassDesc boxed(RecordComponent component) {
        return desc(java.lang.invoke.MethodType.methodType(component.getType())
                .wrap()
                .returnType());
    }

    private static ClassDesc desc(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }
}
