package fluxion;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/// The method behind a method reference, which the reference tells when it is asked to be serialised.
///
/// @param owner the class that declares it
/// @param name its name
/// @param type its type
record ReferencedMethod(Class<?> owner, String name, MethodType type) {
    /// The method that `reference` refers to.
    ///
    /// @throws DerivativeException if it is no reference to a static method, or a lambda that captures something
    static ReferencedMethod of(Reference reference) {
        var written = written(reference);
        var name = written.getImplClass().replace('/', '.') + "." + written.getImplMethodName();
        if (written.getCapturedArgCount() > 0) {
            throw new DerivativeException("the function captures " + written.getCapturedArgCount()
                    + " values of the code around it, which a lifted method cannot see; write a static method that takes"
                    + " them as parameters, and give a reference to it");
        }
        if (written.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic) {
            throw new DerivativeException(
                    name + " is an instance method or a constructor; give a reference to a static method");
        }
        var loader = reference.getClass().getClassLoader();
        try {
            var owner = Class.forName(written.getImplClass().replace('/', '.'), false, loader);
            return new ReferencedMethod(
                    owner,
                    written.getImplMethodName(),
                    MethodType.fromMethodDescriptorString(written.getImplMethodSignature(), owner.getClassLoader()));
        } catch (ClassNotFoundException e) {
            throw new DerivativeException("the class of " + name + " is not there", e);
        }
    }

    /// What `reference` is written as. Serialisation may ask it, wherever its class is.
    private static SerializedLambda written(Reference reference) {
        try (var stream = new Replacements()) {
            stream.writeObject(reference);
            var found = stream.lambda;
            if (found != null) {
                return found;
            }
        } catch (IOException e) {
            throw new DerivativeException(notAReference(reference), e);
        }
        throw new DerivativeException(notAReference(reference));
    }

    /// Writes nothing, but sees what objects are replaced by.
    private static final class Replacements extends ObjectOutputStream {
        private @Nullable SerializedLambda lambda;

        Replacements() throws IOException {
            super(OutputStream.nullOutputStream());
            enableReplaceObject(true);
        }

        @Override
        protected @Nullable Object replaceObject(Object replacement) {
            if (replacement instanceof SerializedLambda found) {
                lambda = found;
            }
            return null; // what it captures is not written
        }
    }

    private static String notAReference(Reference reference) {
        return "an object of " + reference.getClass().getName() + " does not say which method it refers to; give a"
                + " method reference such as `Model::f`, or use Derivatives.of(Model.class, \"f\", parameterTypes...)";
    }
}
