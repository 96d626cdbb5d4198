package fluxion.compiler.lift;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxion.ir.text.GraphPrinter;
import fluxion.ir.verify.Verifier;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A lifted method computes what the method computes, bit for bit, exceptions included.
class LifterTest {
    private static final int CALLS = 100;

    static Stream<Method> methods() {
        return Stream.of(
                        BranchMethods.class,
                        LoopMethods.class,
                        ArrayMethods.class,
                        NumberMethods.class,
                        MathMethods.class,
                        ObjectMethods.class,
                        LengthMethods.class,
                        RecursiveMethods.class)
                .flatMap(c -> Arrays.stream(c.getDeclaredMethods()))
                .filter(m -> !m.isSynthetic() && !m.getName().startsWith("helper"))
                .sorted(Comparator.comparing(m -> m.getDeclaringClass().getName() + m.getName()));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theGraphIsTheMethod(Method method) {
        var lifted = Lifter.lift(method);
        Verifier.verify(lifted.graph());
        check(lifted);
        check(Calling.optimised(lifted));
    }

    private static void check(LiftedMethod lifted) {
        var method = lifted.method();
        var text = GraphPrinter.print(lifted.graph());
        var random = new Random(method.getName().hashCode());
        for (int i = 0; i < CALLS; i++) {
            var arguments = Calling.arguments(method, random);
            assertEquals(
                    Calling.byJava(method, arguments),
                    Calling.byGraph(lifted, arguments),
                    () -> Arrays.deepToString(arguments) + "\n" + text);
        }
    }
}
