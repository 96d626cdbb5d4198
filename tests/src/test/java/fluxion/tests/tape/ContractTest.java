package fluxion.tests.tape;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The contract of the tape is a table of numbered rows: each has one test, which bears its number.
final class ContractTest {
    private static final List<Class<?>> SECTIONS =
            List.of(RecordingTest.class, GradientCallTest.class, HigherOrderTest.class, ControlFlowTest.class);

    private static Stream<Integer> rows() {
        return Stream.of(range(1, 17), range(20, 31), range(40, 48), range(60, 65))
                .flatMap(IntStream::boxed);
    }

    private static IntStream range(int first, int last) {
        return IntStream.rangeClosed(first, last);
    }

    private static List<String> tests(List<Class<?>> classes) {
        return classes.stream()
                .flatMap(section -> Arrays.stream(section.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(method -> method.getName())
                .sorted()
                .toList();
    }

    @Test
    void eachRowHasOneTest() {
        var expected = rows().map("row%02d"::formatted).toList();
        var found = tests(SECTIONS).stream()
                .map(name -> name.substring(0, name.indexOf('_')))
                .toList();
        assertEquals(expected, found);
    }

    @Test
    void eachWorkedExampleWithoutConvolutionsHasATest() {
        var expected = new ArrayList<String>();
        for (int i = 1; i <= 4; i++) {
            expected.add("example" + i);
        }
        assertEquals(
                expected,
                tests(List.of(WorkedExamplesTest.class)).stream()
                        .map(name -> name.substring(0, name.indexOf('_')))
                        .toList());
    }
}
