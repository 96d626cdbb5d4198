package fluxion.compiler.jvm;

/// Internal names and descriptors of the classes that generated code names.
final class Names {
    static final String FRAME = "fluxion/runtime/generated/Frame";
    static final String PROGRAM = "fluxion/runtime/generated/GeneratedProgram";
    static final String TASK = "fluxion/runtime/generated/KernelTask";
    static final String SCALARS = "fluxion/runtime/generated/Scalars";
    static final String SCRATCH = "fluxion/runtime/generated/Scratch";
    static final String FOLDS = "fluxion/runtime/generated/Folds";
    static final String LIST = "fluxion/runtime/generated/BufferList";
    static final String REPORTS = "fluxion/runtime/generated/Reports";
    static final String LANES = "fluxion/runtime/generated/Lanes";
    static final String KEPT_PANELS = "fluxion/runtime/kernel/KeptPanels";
    static final String CONTRACTIONS = "fluxion/runtime/generated/Contractions";
    static final String CONVOLUTION = "fluxion/runtime/kernel/ConvolutionCall";
    static final String EPILOGUE = "fluxion/runtime/kernel/Epilogue";
    static final String INSTRUCTIONS = "fluxion/runtime/generated/Instructions";
    static final String TIER = "fluxion/runtime/kernel/Tier";
    static final String DIRECT_SCRATCH = "fluxion/runtime/generated/DirectScratch";
    static final String DIRECT_POOL = "fluxion/runtime/generated/DirectScratch$Pool";
    static final String DIRECT_CHECKS = "fluxion/runtime/generated/DirectChecks";
    static final String NESTED_LISTS = "fluxion/runtime/generated/NestedLists";
    static final String CALL_FRAME = "fluxion/runtime/generated/CallFrame";
    static final String FRAME_BUDGET = "fluxion/runtime/generated/FrameBudget";
    static final String FRAME_BUDGET_D = "L" + FRAME_BUDGET + ";";
    static final String FRAME_STACK = "fluxion/runtime/generated/FrameStack";
    static final String FRAME_STACK_D = "L" + FRAME_STACK + ";";
    static final String CALL_FRAME_D = "L" + CALL_FRAME + ";";
    static final String FRAME_D = "L" + FRAME + ";";
    static final String LIST_D = "L" + LIST + ";";

    static final String VECTOR = "jdk/incubator/vector/Vector";
    static final String VECTOR_D = "Ljdk/incubator/vector/Vector;";
    static final String MASK = "jdk/incubator/vector/VectorMask";
    static final String MASK_D = "Ljdk/incubator/vector/VectorMask;";
    static final String SPECIES = "jdk/incubator/vector/VectorSpecies";
    static final String SPECIES_D = "Ljdk/incubator/vector/VectorSpecies;";
    static final String OPERATORS = "jdk/incubator/vector/VectorOperators";

    private Names() {}

    static final String SHIFTS = "fluxion/runtime/generated/Shifts";
    static final String SHUFFLE_D = "Ljdk/incubator/vector/VectorShuffle;";
}
