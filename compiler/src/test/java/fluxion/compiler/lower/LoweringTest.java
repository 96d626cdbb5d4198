package fluxion.compiler.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.ir.BufferOp;
import fluxion.ir.Dim;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Program;
import fluxion.ir.Region;
import fluxion.ir.interp.Interpreter;
import fluxion.ir.interp.TensorValue;
import fluxion.ir.text.GraphParser;
import fluxion.ir.text.GraphPrinter;
import fluxion.ir.verify.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The programs of typical graphs, in full where they are short.
class LoweringTest {
    private static void check(Set<Integer> donated, String graph, String program) {
        var lowered = Verifier.verify(Lowering.lower(GraphParser.parse(graph), donated));
        assertEquals(program.strip(), GraphPrinter.print(lowered).strip());
    }

    private static Program lower(String graph, Integer... donated) {
        return Verifier.verify(Lowering.lower(GraphParser.parse(graph), Set.of(donated)));
    }

    /// How many operations of `program` pass `test`, at any depth.
    private static long count(Program program, Predicate<Op> test) {
        return count(program.graph().region(), test);
    }

    private static long count(Region region, Predicate<Op> test) {
        return region.body().stream()
                .mapToLong(node -> (test.test(node.op()) ? 1 : 0)
                        + OpSchema.regions(node.op()).stream()
                                .mapToLong(inner -> count(inner, test))
                                .sum())
                .sum();
    }

    private static Program trainingStep() {
        var donated = IntStream.range(0, 13).boxed().collect(Collectors.toSet());
        return Verifier.verify(Lowering.lower(TrainingStep.of(784, 128, 10), donated));
    }

    @Test
    void aBiasAndAReluBecomeTheEpilogueOfAContraction() {
        check(Set.of(), """
                graph @biased(%0: f32[B, 64], %1: f32[64, 64], %2: f32[64]) {
                  %3 = dot{batchX=[], batchY=[], contractX=[1], contractY=[0]} %0, %1
                  %4 = broadcast{shape=[B, 64], axes=[1]} %2
                  %5 = binary{fn=ADD} %3, %4
                  %6 = constant{dtype=f32, value=0.0}
                  %7 = broadcast{shape=[B, 64], axes=[]} %6
                  %8 = binary{fn=MAX} %7, %5
                  yield %8
                }
                """, """
                program{arguments=[f32[B, 64], f32[64, 64], f32[64]], results=[f32[B, 64]], inPlace=[-1]}
                graph @biased(%0: buffer<f32, 64*B>, %1: buffer<f32, 4096>, %2: buffer<f32, 64>, %3: buffer<f32, 64*B>) {
                  contract{batch=1, rows=B, columns=64, inner=64, aOffset=0, aStrides=[0, 64, 1], bOffset=0, bStrides=[0, 64, 1]} %0, %1, %3, [%2] (%4: f32, %5: i64, %6: i64, %7: i64) {
                    %8 = constant{dtype=f32, value=0.0}
                    %9 = read{offset=0, strides=[1]} %2, [%7]
                    %10 = binary{fn=ADD} %4, %9
                    %11 = binary{fn=MAX} %8, %10
                    yield %11
                  }
                }
                """);
    }

    @Test
    void aNormalisationIsOneKernelOverRows() {
        check(Set.of(), """
                graph @normalise(%0: f32[B, 10]) {
                  %1 = reduce{fn=MAX, axes=[1]} %0
                  %2 = broadcast{shape=[B, 10], axes=[0]} %1
                  %3 = binary{fn=SUB} %0, %2
                  %4 = unary{fn=ABS} %3
                  %5 = reduce{fn=SUM, axes=[1]} %4
                  %6 = broadcast{shape=[B, 10], axes=[0]} %5
                  %7 = binary{fn=DIV} %4, %6
                  yield %7
                }
                """, """
                program{arguments=[f32[B, 10]], results=[f32[B, 10]], inPlace=[-1]}
                graph @normalise(%0: buffer<f32, 10*B>, %1: buffer<f32, 10*B>) {
                  kernel{name="max_sum_div", grid=[B]} [%0], [%1] (%2: i64) {
                    %3 = fold{fn=MAX, extents=[10]} (%4: i64) {
                      %5 = read{offset=0, strides=[10, 1]} %0, [%2, %4]
                      yield %5
                    }
                    %6 = fold{fn=SUM, extents=[10]} (%7: i64) {
                      %8 = read{offset=0, strides=[10, 1]} %0, [%2, %7]
                      %9 = binary{fn=SUB} %8, %3
                      %10 = unary{fn=ABS} %9
                      yield %10
                    }
                    parallel{extents=[10]} (%11: i64) {
                      %12 = read{offset=0, strides=[10, 1]} %0, [%2, %11]
                      %13 = binary{fn=SUB} %12, %3
                      %14 = unary{fn=ABS} %13
                      %15 = binary{fn=DIV} %14, %6
                      write{offset=0, strides=[10, 1]} %1, [%2, %11], %15
                    }
                  }
                }
                """);
    }

    @Test
    void aSumOverTheBatchRunsAlongColumns() {
        check(Set.of(), """
                graph @columns(%0: f32[B, 10], %1: f32[B, 10]) {
                  %2 = binary{fn=MUL} %0, %1
                  %3 = reduce{fn=SUM, axes=[0]} %2
                  yield %3
                }
                """, """
                program{arguments=[f32[B, 10], f32[B, 10]], results=[f32[10]], inPlace=[-1]}
                graph @columns(%0: buffer<f32, 10*B>, %1: buffer<f32, 10*B>, %2: buffer<f32, 10>) {
                  kernel{name="sum", grid=[]} [%0, %1], [%2] {
                    parallel{extents=[10]} (%3: i64) {
                      %4 = fold{fn=SUM, extents=[B]} (%5: i64) {
                        %6 = read{offset=0, strides=[10, 1]} %0, [%5, %3]
                        %7 = read{offset=0, strides=[10, 1]} %1, [%5, %3]
                        %8 = binary{fn=MUL} %6, %7
                        yield %8
                      }
                      write{offset=0, strides=[1]} %2, [%3], %4
                    }
                  }
                }
                """);
    }

    @Test
    void aLoopChangesItsTensorInPlace() {
        check(Set.of(0), """
                graph @power(%0: f32[8, 4], %1: i64) {
                  %2 = for %1, [%0] (%3: i64, %4: f32[8, 4]) {
                    %5 = binary{fn=MUL} %4, %4
                    yield %5
                  }
                  yield %2
                }
                """, """
                program{arguments=[f32[8, 4], i64], results=[f32[8, 4]], inPlace=[0]}
                graph @power(%0: buffer<f32, 32>, %1: buffer<i64, 1>, %2: buffer<f32, 32>) {
                  %3 = read{offset=0, strides=[]} %1, []
                  kernel{name="copy", grid=[]} [%0], [%2] {
                    parallel{extents=[32]} (%4: i64) {
                      %5 = read{offset=0, strides=[1]} %0, [%4]
                      write{offset=0, strides=[1]} %2, [%4], %5
                    }
                  }
                  for %3, [] (%6: i64) {
                    kernel{name="mul", grid=[]} [], [%2] {
                      parallel{extents=[32]} (%7: i64) {
                        %8 = read{offset=0, strides=[1]} %2, [%7]
                        %9 = binary{fn=MUL} %8, %8
                        write{offset=0, strides=[1]} %2, [%7], %9
                      }
                    }
                  }
                }
                """);
    }

    /// Of the branches of each round one changes the array twice, one in a loop, one not at all: only what the loop
    /// begins with is copied.
    @Test
    void branchesChangeWhatIsAroundThemInPlace() {
        var graph = """
                graph @branches(%0: f64[N], %1: i64) {
                  %2 = copy %0
                  %3 = for %1, [%2] (%4: i64, %5: f64[N]) {
                    %6 = constant{dtype=i64, value=0}
                    %7 = constant{dtype=i64, value=2}
                    %8 = load %5, [%6]
                    %9 = store %5, [%7], %8
                    %10 = binary{fn=REM} %4, %7
                    %11 = compare{fn=EQ} %10, %6
                    %12 = if %11 {
                      %13 = load %9, [%7]
                      %14 = binary{fn=ADD} %13, %8
                      %15 = store %9, [%6], %14
                      %16 = store %15, [%10], %13
                      yield %16
                    } {
                      %17 = constant{dtype=f64, value=3.0}
                      %18 = compare{fn=LT} %8, %17
                      %19 = if %18 {
                        %20 = for %7, [%9] (%21: i64, %22: f64[N]) {
                          %23 = load %22, [%21]
                          %24 = binary{fn=MUL} %23, %17
                          %25 = store %22, [%21], %24
                          yield %25
                        }
                        yield %20
                      } {
                        yield %9
                      }
                      yield %19
                    }
                    yield %12
                  }
                  yield %3
                }
                """;
        var program = lower(graph);
        assertEquals(1, count(program, BufferOp.Kernel.class::isInstance), () -> GraphPrinter.print(program));
        for (long rounds = 0; rounds < 6; rounds++) {
            var arguments =
                    List.of(TensorValue.of(new double[] {0.5, 0.25, 4}, 3), TensorValue.of(new long[] {rounds}));
            assertEquals(Interpreter.run(GraphParser.parse(graph), arguments), Interpreter.run(program, arguments));
        }
    }

    @Test
    void anUpdateOfSeveralTensorsIsOnePass() {
        check(Set.of(0, 1), """
                graph @momentum(%0: f32[B, 4], %1: f32[B, 4], %2: f32[B, 4], %3: f32) {
                  %4 = broadcast{shape=[B, 4], axes=[]} %3
                  %5 = binary{fn=MUL} %1, %4
                  %6 = binary{fn=ADD} %5, %2
                  %7 = binary{fn=SUB} %0, %6
                  yield %7, %6
                }
                """, """
                program{arguments=[f32[B, 4], f32[B, 4], f32[B, 4], f32], results=[f32[B, 4], f32[B, 4]], inPlace=[0, 1]}
                graph @momentum(%0: buffer<f32, 4*B>, %1: buffer<f32, 4*B>, %2: buffer<f32, 4*B>, %3: buffer<f32, 1>, %4: buffer<f32, 4*B>, %5: buffer<f32, 4*B>) {
                  %6 = read{offset=0, strides=[]} %3, []
                  kernel{name="add_sub", grid=[]} [%1, %2, %0], [%5, %4] {
                    parallel{extents=[4*B]} (%7: i64) {
                      %8 = read{offset=0, strides=[1]} %1, [%7]
                      %9 = binary{fn=MUL} %8, %6
                      %10 = read{offset=0, strides=[1]} %2, [%7]
                      %11 = binary{fn=ADD} %9, %10
                      %12 = read{offset=0, strides=[1]} %0, [%7]
                      %13 = binary{fn=SUB} %12, %11
                      write{offset=0, strides=[1]} %5, [%7], %11
                      write{offset=0, strides=[1]} %4, [%7], %13
                    }
                  }
                }
                """);
    }

    @Test
    void carriedTensorsThatDependOnEachOtherAreReadBeforeTheyAreWritten() {
        check(Set.of(0, 1), """
                graph @swap(%0: f32[8], %1: f32[8], %2: i64) {
                  %3, %4 = for %2, [%0, %1] (%5: i64, %6: f32[8], %7: f32[8]) {
                    %8 = binary{fn=ADD} %6, %7
                    yield %7, %8
                  }
                  yield %3, %4
                }
                """, """
                program{arguments=[f32[8], f32[8], i64], results=[f32[8], f32[8]], inPlace=[0, 1]}
                graph @swap(%0: buffer<f32, 8>, %1: buffer<f32, 8>, %2: buffer<i64, 1>, %3: buffer<f32, 8>, %4: buffer<f32, 8>) {
                  %5 = read{offset=0, strides=[]} %2, []
                  kernel{name="copy", grid=[]} [%0], [%3] {
                    parallel{extents=[8]} (%6: i64) {
                      %7 = read{offset=0, strides=[1]} %0, [%6]
                      write{offset=0, strides=[1]} %3, [%6], %7
                    }
                  }
                  kernel{name="copy", grid=[]} [%1], [%4] {
                    parallel{extents=[8]} (%8: i64) {
                      %9 = read{offset=0, strides=[1]} %1, [%8]
                      write{offset=0, strides=[1]} %4, [%8], %9
                    }
                  }
                  for %5, [] (%10: i64) {
                    kernel{name="add_copy", grid=[]} [], [%4, %3] {
                      parallel{extents=[8]} (%11: i64) {
                        %12 = read{offset=0, strides=[1]} %3, [%11]
                        %13 = read{offset=0, strides=[1]} %4, [%11]
                        %14 = binary{fn=ADD} %12, %13
                        write{offset=0, strides=[1]} %4, [%11], %14
                        write{offset=0, strides=[1]} %3, [%11], %13
                      }
                    }
                  }
                }
                """);
    }

    @Test
    void theMaskOfAReluIsAppliedWhereWindowsSideBySideAreScattered() {
        for (long extent : new long[] {4, 5}) {
            var graph = GraphParser.parse("""
                    graph @mask(%0: f32[2, EXTENT, 3], %1: f32[2, 2, 3]) {
                      %2 = scatter-window{fn=MAX, sizes=[1, 2, 1], strides=[1, 2, 1], low=[0, 0, 0], high=[0, 0, 0]} %0, %1
                      %3 = constant{dtype=f32, value=0.0}
                      %4 = broadcast{shape=[2, EXTENT, 3], axes=[]} %3
                      %5 = compare{fn=GE} %4, %0
                      %6 = select %5, %4, %2
                      yield %6
                    }
                    """.replace("EXTENT", Long.toString(extent)));
            var program = Verifier.verify(Lowering.lower(graph, Set.of()));
            // an element that is under no window is a zero to be masked too
            assertEquals(extent == 4 ? 1 : 3, count(program, op -> op instanceof BufferOp.Kernel));
            var arguments = RandomGraph.arguments(graph, 1, 3);
            assertEquals(Interpreter.run(graph, arguments), Interpreter.run(program, arguments));
        }
    }

    @Test
    void aTrainingStepHasFewKernels() {
        var program = trainingStep();
        assertEquals(5, count(program, op -> op instanceof BufferOp.Contract));
        // few outputs: the logits by definition; rows; loss; bias and Adam twice; Adam twice
        assertEquals(7, count(program, op -> op instanceof BufferOp.Kernel));
    }

    @Test
    void aTrainingStepUpdatesItsStateInPlace() {
        var expected = new ArrayList<>(IntStream.range(0, 13).boxed().toList());
        expected.add(-1);
        assertEquals(expected, trainingStep().inPlace());
    }

    @Test
    void aTrainingStepKeepsNoTemporaryThatOneKernelCouldComputeOnTheWay() {
        // hidden layer, logits, row maximum, exponentials, logarithm of the sum, loss, and the gradients of logits,
        // hidden layer
        // and both weights
        assertEquals(10, count(trainingStep(), op -> op instanceof BufferOp.Alloc));
    }

    @Test
    void aTrainingStepGivesTheSameBits() {
        var graph = TrainingStep.of(9, 16, 10);
        var donated = IntStream.range(0, 13).boxed().collect(Collectors.toSet());
        var program = Lowering.lower(graph, donated);
        for (long batch : List.of(1L, 3L, 7L, 20L)) {
            var arguments = new ArrayList<TensorValue>(RandomGraph.arguments(graph, batch, batch));
            // second moments are not negative
            for (int i = 2; i < 12; i += 3) {
                var v = (float[]) arguments.get(i).toArray();
                for (int k = 0; k < v.length; k++) {
                    v[k] = Math.abs(v[k]);
                }
                arguments.set(i, TensorValue.of(v, arguments.get(i).shape()));
            }
            arguments.set(
                    14, TensorValue.of(new Random(batch).ints(batch, 0, 10).toArray(), batch));
            assertEquals(
                    Interpreter.run(graph, arguments),
                    new Interpreter((_, _) -> {}).evaluate(program, arguments, true));
        }
    }

    @Test
    void anArgumentThatIsReadLaterKeepsItsBuffer() {
        var program = lower("""
                graph @later(%0: f32[8], %1: f32[8, 8]) {
                  %2 = binary{fn=ADD} %0, %0
                  %3 = cumulative{fn=SUM, axis=0, reverse=false} %2
                  %4 = cumulative{fn=SUM, axis=0, reverse=true} %0
                  yield %3, %4
                }
                """, 0);
        assertEquals(List.of(-1, -1), program.inPlace());
    }

    @Test
    void aLongChainIsCutIntoKernelsWithoutRecursion() {
        var text = new StringBuilder("graph @chain(%0: f32[B, 8]) {\n");
        for (int i = 1; i <= 20_000; i++) {
            text.append("  %")
                    .append(i)
                    .append(" = unary{fn=NEG} %")
                    .append(i - 1)
                    .append("\n");
        }
        text.append("  yield %20000\n}\n");
        var program = lower(text.toString());
        assertTrue(count(program, op -> op instanceof BufferOp.Kernel) <= 20_000 / 40);
    }

    @Test
    void buffersThatAreNotNeededAtTheSameTimeShareMemory() {
        var program = lower("""
                graph @chain(%0: f32[B, 64], %1: f32[64, 64]) {
                  %2 = dot{batchX=[], batchY=[], contractX=[1], contractY=[0]} %0, %1
                  %3 = dot{batchX=[], batchY=[], contractX=[1], contractY=[0]} %2, %1
                  %4 = dot{batchX=[], batchY=[], contractX=[1], contractY=[0]} %3, %1
                  %5 = dot{batchX=[], batchY=[], contractX=[1], contractY=[0]} %4, %1
                  yield %5
                }
                """);
        var plan = MemoryPlan.of(program);
        assertEquals(2, plan.slots().size());
        assertEquals(Dim.parse("512*B"), plan.bytes());
        assertEquals(Dim.parse("768*B"), plan.bytesUnshared());
    }
}
