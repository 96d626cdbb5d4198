package fluxion.compiler.lift;

import fluxion.ir.DType;
import fluxion.ir.GraphBuilder;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.FieldNode;

/// Records as the numbers and arrays that they are made of, in the order of their components.
///
/// @param files their classes
/// @param state what holds them
/// @param g takes what must be computed to make one
record Parts(ClassFiles files, State state, GraphBuilder g) {
    /// Whether values of `type` are records.
    boolean isRecord(Type type) {
        return type.getSort() == Type.OBJECT
                && files.find(type.getInternalName())
                        .filter(node -> "java/lang/Record".equals(node.superName))
                        .isPresent();
    }

    /// The components of the record `type`.
    List<FieldNode> components(Type type) {
        return files.find(type.getInternalName()).orElseThrow().fields.stream()
                .filter(field -> (field.access & Opcodes.ACC_STATIC) == 0)
                .toList();
    }

    /// Whether a value of `type` is an array, or a record that holds any.
    boolean hasArrays(Type type) {
        return type.getSort() == Type.ARRAY
                || (isRecord(type)
                        && components(type).stream().anyMatch(component -> hasArrays(Type.getType(component.desc))));
    }

    /// `values` with those that records are made of in their place.
    List<JavaValue> of(List<JavaValue> values) {
        var parts = new ArrayList<JavaValue>();
        for (var value : values) {
            if (value instanceof JavaValue.Reference(var name)
                    && state.object(name) instanceof JavaObject.Fields(var type, var fields)) {
                parts.addAll(of(components(Type.getObjectType(type)).stream()
                        .map(field -> fields.get(field.name))
                        .toList()));
            } else {
                parts.add(value);
            }
        }
        return parts;
    }

    /// A value of `type`, which is made of the next of `parts`, arrays copied.
    JavaValue made(Type type, Iterator<Value> parts) {
        return made(type, parts, content -> new JavaObject.Elements(g.add(new TensorOp.Copy(content)), false));
    }

    /// A value of `type`, which is made of the next of `parts`.
    ///
    /// @param array what an array becomes
    JavaValue made(Type type, Iterator<Value> parts, Function<Value, JavaObject> array) {
        if (type.getSort() == Type.ARRAY) {
            return state.create(array.apply(parts.next()));
        }
        if (type.getSort() != Type.OBJECT) {
            var number = parts.next();
            return new JavaValue.Scalar(number.dtype() == DType.BOOL ? g.convert(number, DType.I32) : number);
        }
        var fields = new TreeMap<String, JavaValue>();
        for (var component : components(type)) {
            fields.put(component.name, made(Type.getType(component.desc), parts, array));
        }
        return state.create(new JavaObject.Fields(type.getInternalName(), fields));
    }
}
