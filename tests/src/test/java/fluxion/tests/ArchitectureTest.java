package fluxion.tests;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callConstructorWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import fluxion.ir.interp.Interpreter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The arrows of docs/design.md, and what no module or package may do.
class ArchitectureTest {
    private static final JavaClasses FLUXION = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            // Test classes that another module shares, once they are packaged.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("fluxion");

    /// Steps of the compiler, each blind to the others.
    private static final List<String> STEPS =
            List.of("trace", "lift", "loops", "autodiff", "simplify", "fuse", "lower", "jvm", "aot");

    private static final String[] RUNTIME = {"fluxion.runtime..", "fluxion.tensor..", "fluxion.annotation.."};

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fluxion.ir",
                "fluxion.ir.interp",
                "fluxion.ir.text",
                "fluxion.ir.verify",
                "fluxion.runtime",
                "fluxion.annotation",
                "fluxion.compiler.companion",
                "fluxion.compiler.jvm",
                "fluxion.compiler.simplify",
                "fluxion.processor",
                "fluxion.nn.data",
                "fluxion.cli",
                "fluxion.cli.bench"
            })
    void classesOfThePackageWereFound(String name) {
        assertTrue(
                FLUXION.stream().anyMatch(c -> c.getPackageName().equals(name)),
                () -> "the rules of this class see no class of " + name);
    }

    @Test
    void arrowsBetweenModulesRunOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("ir")
                .definedBy("fluxion.ir..")
                .layer("runtime")
                .definedBy(RUNTIME)
                .layer("compiler")
                .definedBy("fluxion", "fluxion.compiler..")
                .optionalLayer("cuda-codegen")
                .definedBy("fluxion.cuda..")
                .layer("nn")
                .definedBy("fluxion.nn..")
                .layer("processor")
                .definedBy("fluxion.processor..")
                .layer("cli")
                .definedBy("fluxion.cli..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("processor")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("nn")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("compiler")
                .mayOnlyBeAccessedByLayers("nn", "cli")
                .whereLayer("cuda-codegen")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("runtime")
                .mayOnlyBeAccessedByLayers("compiler", "cuda-codegen", "nn", "processor", "cli")
                .check(FLUXION);
    }

    @Test
    void noCyclesBetweenPackages() {
        var eachPackage = new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return SliceIdentifier.of(type.getPackageName());
            }

            @Override
            public String getDescription() {
                return "packages";
            }
        };
        slices().assignedFrom(eachPackage).should().beFreeOfCycles().check(FLUXION);
    }

    @Test
    void stepsOfTheCompilerAreBlindToEachOther() {
        for (var step : STEPS) {
            var others = STEPS.stream()
                    .filter(other -> !other.equals(step))
                    .map(other -> "fluxion.compiler." + other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("fluxion.compiler." + step + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    // A step that is not there yet; the test of found classes says which must be.
                    .allowEmptyShould(true)
                    .check(FLUXION);
        }
    }

    @Test
    void theIrNeedsNothing() {
        classes()
                .that()
                .resideInAPackage("fluxion.ir..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "fluxion.ir..", "java.lang..", "java.util..", "java.math..", "java.io..", "org.jspecify..")
                .check(FLUXION);
    }

    @Test
    void onlyEmittersAndLifterAndWhatPrintsClassesKnowAsm() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "fluxion.compiler.jvm..",
                        "fluxion.compiler.lift..",
                        "fluxion.compiler.aot..",
                        "fluxion.cli.explain..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.objectweb.asm..")
                .check(FLUXION);
    }

    @Test
    void onlyTheDeviceKnowsJCuda() {
        noClasses()
                .that()
                .resideOutsideOfPackage("fluxion.cuda.device..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jcuda..")
                .check(FLUXION);
    }

    @Test
    void onlyTheProcessorKnowsJavaPoet() {
        noClasses()
                .that()
                .resideOutsideOfPackage("fluxion.processor..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.palantir.javapoet..")
                .check(FLUXION);
    }

    @Test
    void onlyTheTrainingLoopAndTheLoopsOfNnKnowTheCompiler() {
        noClasses()
                .that(resideInAPackage("fluxion.nn..")
                        .and(resideInAnyPackage("fluxion.nn.train..", "fluxion.nn.recurrent..")
                                .negate()))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("fluxion", "fluxion.compiler..")
                .check(FLUXION);
    }

    @Test
    void onlyConstantFoldingInterprets() {
        noClasses()
                .that()
                .resideOutsideOfPackages("fluxion.ir.interp..", "fluxion.compiler.simplify..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Interpreter.class)
                .check(FLUXION);
    }

    @Test
    void onlyTheCommandUsesStandardStreams() {
        noClasses()
                .that()
                .resideOutsideOfPackage("fluxion.cli..")
                .should(ACCESS_STANDARD_STREAMS)
                .check(FLUXION);
    }

    @Test
    void nobodyUsesJavaUtilLogging() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .because("libraries log through System.Logger")
                .check(FLUXION);
    }

    @Test
    void noCaseIsLeftForLater() {
        noClasses()
                .that(resideInAnyPackage("fluxion.ir..", "fluxion.compiler..", "fluxion.cuda.emit.."))
                .should(callConstructorWhere(describe(
                        "it makes an UnsupportedOperationException",
                        call -> call.getTargetOwner().isEquivalentTo(UnsupportedOperationException.class))))
                .because("a case that throws is a hole which javac does not see")
                .check(FLUXION);
    }

    @Test
    void nothingStaticChanges() {
        var mutable = Set.of(
                "java.util.ArrayList",
                "java.util.HashMap",
                "java.util.LinkedHashMap",
                "java.util.IdentityHashMap",
                "java.util.TreeMap",
                "java.util.HashSet",
                "java.util.LinkedHashSet",
                "java.util.TreeSet",
                "java.util.ArrayDeque",
                "java.util.concurrent.atomic.AtomicInteger",
                "java.util.concurrent.atomic.AtomicLong",
                "java.lang.StringBuilder");
        fields().that()
                .areDeclaredInClassesThat(resideInAnyPackage("fluxion.ir..", "fluxion.compiler.."))
                .and()
                .areStatic()
                .and(describe(
                        "are written by people",
                        (JavaField field) -> !field.getModifiers().contains(JavaModifier.SYNTHETIC)))
                .should()
                .beFinal()
                .andShould()
                .notHaveRawType(describe("a mutable container", (JavaClass type) -> mutable.contains(type.getName())))
                .because("a pass is a function of its arguments alone")
                .check(FLUXION);
    }
}
