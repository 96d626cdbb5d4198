package fluxion.processor;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.TypeName;
import fluxion.annotation.MathMode;
import java.util.List;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;

/// A differentiable method, as its source says.
///
/// @param element where errors belong
/// @param owner the class that declares it
/// @param companion what the companion is called
/// @param parameters its parameters
/// @param result what it returns
/// @param thrown the exceptions that it declares
/// @param math how it computes
/// @param documentation its documentation comment
record DifferentiableMethodModel(
        ExecutableElement element,
        ClassName owner,
        String companion,
        List<Parameter> parameters,
        ValueType result,
        List<TypeName> thrown,
        MathMode math,
        DocComment documentation) {
    /// Copies the lists.
    DifferentiableMethodModel {
        parameters = List.copyOf(parameters);
        thrown = List.copyOf(thrown);
    }

    /// A parameter.
    ///
    /// @param number from 0
    /// @param name its name
    /// @param value its type
    /// @param isConstant whether no derivative is wanted for it
    /// @param isOutput whether it holds a result
    record Parameter(int number, String name, ValueType value, boolean isConstant, boolean isOutput) {
        /// How Java writes its type.
        TypeName type() {
            return value.type();
        }

        /// Whether the method is differentiated for it.
        boolean isInput() {
            return !isConstant && value.isFloat();
        }
    }

    /// The name of the method.
    String name() {
        return element.getSimpleName().toString();
    }

    List<Parameter> inputs() {
        return parameters.stream().filter(Parameter::isInput).toList();
    }

    List<Parameter> outputs() {
        return parameters.stream().filter(Parameter::isOutput).toList();
    }

    /// The parameters that have a value for each row in batched forms.
    List<Parameter> variable() {
        return parameters.stream().filter(parameter -> !parameter.isConstant()).toList();
    }

    /// Whether the result is one floating-point number, which has a gradient.
    boolean hasGradient() {
        return isFloat(result.type()) && rank(result.type()) == 0;
    }

    /// Whether the method returns nothing.
    boolean isVoid() {
        return result.type().equals(TypeName.VOID);
    }

    /// Whether generated code for it may be seen wherever the method is.
    boolean isPublic() {
        return element.getModifiers().contains(Modifier.PUBLIC);
    }

    /// The type of the elements of `type`.
    static TypeName elementType(TypeName type) {
        return type instanceof ArrayTypeName array ? elementType(array.componentType()) : type;
    }

    /// The number of axes of `type`.
    static int rank(TypeName type) {
        return type instanceof ArrayTypeName array ? 1 + rank(array.componentType()) : 0;
    }

    /// Whether `type` has derivatives.
    static boolean isFloat(TypeName type) {
        var element = elementType(type);
        return element.equals(TypeName.DOUBLE) || element.equals(TypeName.FLOAT);
    }

    /// Whether a differentiable method may take or return `type`.
    static boolean isSupported(TypeName type) {
        var element = elementType(type);
        boolean isPlain = isFloat(type)
                || element.equals(TypeName.BOOLEAN)
                || element.equals(TypeName.INT)
                || element.equals(TypeName.LONG);
        return isPlain && rank(type) <= (isFloat(type) ? 2 : 1);
    }

    /// The array type of `type`, or `type` itself if it is an array.
    static TypeName holder(TypeName type) {
        return rank(type) > 0 ? type : ArrayTypeName.of(type);
    }
}
