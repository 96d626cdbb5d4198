package fluxion.runtime.generated;

import java.util.Arrays;

/// Working memory of a generated static method: arrays of its own, and the arrays behind its lists.
///
/// Each thread has one for each call of a method that is under way, so that a call allocates nothing once warm.
public final class DirectScratch {
    private static final int FIRST_ROOM = 16;

    /// Scalars that cross from one method of the class to another, as raw bits.
    public final long[] numbers;

    /// Scalars that several methods of the class use, as raw bits.
    public final long[] kept;

    /// Frames that cross from one method of the class to another.
    public final CallFrame[] frames;

    private final Object[] arrays;
    private final long budget;
    private long held;
    private boolean hasFrames;
    private final Stack stack;

    private DirectScratch(Stack stack, int slots, int numberCount, int keptCount, int frameCount, long budget) {
        this.stack = stack;
        this.budget = budget;
        numbers = new long[numberCount];
        kept = new long[keptCount];
        frames = new CallFrame[frameCount];
        arrays = new Object[slots];
        Arrays.fill(arrays, "");
    }

    /// The working memory of one method, by thread: one for each call under way.
    public static final class Pool extends ThreadLocal<Stack> {
        private final int slots;
        private final int numberCount;
        private final int keptCount;
        private final int frameCount;
        private final long budget;

        /// @param slots how many arrays the method has
        /// @param numberCount how many numbers cross at once
        /// @param keptCount how many numbers several methods use
        /// @param frameCount how many frames cross at once
        /// @param budget the bytes that lists may take
        public Pool(int slots, int numberCount, int keptCount, int frameCount, long budget) {
            this.slots = slots;
            this.numberCount = numberCount;
            this.keptCount = keptCount;
            this.frameCount = frameCount;
            this.budget = budget;
        }

        @Override
        protected Stack initialValue() {
            return new Stack();
        }

        /// Working memory that no other call has until it is given back.
        public DirectScratch acquire() {
            return get().acquire(this);
        }

        private DirectScratch create(Stack stack) {
            return new DirectScratch(stack, slots, numberCount, keptCount, frameCount, budget);
        }
    }

    /// The working memories of the calls of one method on one thread, the innermost last.
    static final class Stack {
        private DirectScratch[] memories = new DirectScratch[1];
        private int inUse;

        private DirectScratch acquire(Pool pool) {
            if (inUse == memories.length) {
                memories = Arrays.copyOf(memories, 2 * inUse);
            }
            var memory = memories[inUse];
            if (memory == null) {
                memory = pool.create(this);
                memories[inUse] = memory;
            }
            inUse++;
            return memory;
        }
    }

    /// Gives the memory back. Frames in it are let go.
    public void release() {
        stack.inUse--;
        Arrays.fill(frames, null);
        if (hasFrames) {
            for (var array : arrays) {
                if (array instanceof CallFrame[] frames) {
                    Arrays.fill(frames, null);
                }
            }
        }
    }

    /// Array `slot` with exactly `size` elements; what they are is not defined.
    public boolean[] bool(int slot, int size) {
        return arrays[slot] instanceof boolean[] array && array.length == size ? array : newBool(slot, size);
    }

    private boolean[] newBool(int slot, int size) {
        var array = new boolean[size];
        arrays[slot] = array;
        return array;
    }

    /// Array `slot` as it is.
    public boolean[] bool(int slot) {
        return arrays[slot] instanceof boolean[] array ? array : newBool(slot, FIRST_ROOM);
    }

    /// Makes array `slot` hold `room` elements after the first `used`, which stay.
    public boolean[] bool(int slot, boolean[] array, int used, int room) {
        var grown = Arrays.copyOf(array, grown(array.length, (long) used + room, 1));
        arrays[slot] = grown;
        return grown;
    }

    /// Array `slot` with exactly `size` elements; what they are is not defined.
    public int[] i32(int slot, int size) {
        return arrays[slot] instanceof int[] array && array.length == size ? array : newI32(slot, size);
    }

    private int[] newI32(int slot, int size) {
        var array = new int[size];
        arrays[slot] = array;
        return array;
    }

    /// Array `slot` as it is.
    public int[] i32(int slot) {
        return arrays[slot] instanceof int[] array ? array : newI32(slot, FIRST_ROOM);
    }

    /// Makes array `slot` hold `room` elements after the first `used`, which stay.
    public int[] i32(int slot, int[] array, int used, int room) {
        var grown = Arrays.copyOf(array, grown(array.length, (long) used + room, Integer.BYTES));
        arrays[slot] = grown;
        return grown;
    }

    /// Array `slot` with exactly `size` elements; what they are is not defined.
    public long[] i64(int slot, int size) {
        return arrays[slot] instanceof long[] array && array.length == size ? array : newI64(slot, size);
    }

    private long[] newI64(int slot, int size) {
        var array = new long[size];
        arrays[slot] = array;
        return array;
    }

    /// Array `slot` as it is.
    public long[] i64(int slot) {
        return arrays[slot] instanceof long[] array ? array : newI64(slot, FIRST_ROOM);
    }

    /// Makes array `slot` hold `room` elements after the first `used`, which stay.
    public long[] i64(int slot, long[] array, int used, int room) {
        var grown = Arrays.copyOf(array, grown(array.length, (long) used + room, Long.BYTES));
        arrays[slot] = grown;
        return grown;
    }

    /// Array `slot` with exactly `size` elements; what they are is not defined.
    public float[] f32(int slot, int size) {
        return arrays[slot] instanceof float[] array && array.length == size ? array : newF32(slot, size);
    }

    private float[] newF32(int slot, int size) {
        var array = new float[size];
        arrays[slot] = array;
        return array;
    }

    /// Array `slot` as it is.
    public float[] f32(int slot) {
        return arrays[slot] instanceof float[] array ? array : newF32(slot, FIRST_ROOM);
    }

    /// Makes array `slot` hold `room` elements after the first `used`, which stay.
    public float[] f32(int slot, float[] array, int used, int room) {
        var grown = Arrays.copyOf(array, grown(array.length, (long) used + room, Float.BYTES));
        arrays[slot] = grown;
        return grown;
    }

    /// Array `slot` with exactly `size` elements; what they are is not defined.
    public double[] f64(int slot, int size) {
        return arrays[slot] instanceof double[] array && array.length == size ? array : newF64(slot, size);
    }

    private double[] newF64(int slot, int size) {
        var array = new double[size];
        arrays[slot] = array;
        return array;
    }

    /// Array `slot` as it is.
    public double[] f64(int slot) {
        return arrays[slot] instanceof double[] array ? array : newF64(slot, FIRST_ROOM);
    }

    /// Makes array `slot` hold `room` elements after the first `used`, which stay.
    public double[] f64(int slot, double[] array, int used, int room) {
        var grown = Arrays.copyOf(array, grown(array.length, (long) used + room, Double.BYTES));
        arrays[slot] = grown;
        return grown;
    }

    /// Array `slot` as it is.
    public CallFrame[] frames(int slot) {
        return arrays[slot] instanceof CallFrame[] array ? array : newFrames(slot);
    }

    private CallFrame[] newFrames(int slot) {
        hasFrames = true;
        var array = new CallFrame[FIRST_ROOM];
        arrays[slot] = array;
        return array;
    }

    /// Makes array `slot` hold `room` elements after the first `used`, which stay.
    public CallFrame[] frames(int slot, CallFrame[] array, int used, int room) {
        var grown = Arrays.copyOf(array, grown(array.length, (long) used + room, Long.BYTES));
        arrays[slot] = grown;
        return grown;
    }

    /// Makes array `slot` hold an element `index`; those from `used` on become zero.
    public CallFrame[] extend(int slot, CallFrame[] array, int used, int index) {
        var extended = index < array.length ? array : frames(slot, array, used, index - used + 1);
        Arrays.fill(extended, used, index + 1, CallFrame.EMPTY);
        return extended;
    }

    /// The length of the array that replaces one of `length` elements, of so many bytes each, so that it holds
    /// `least`.
    ///
    /// @throws TooManyResidualsException if lists would take more than they may; then they are given up
    private int grown(int length, long least, int bytes) {
        int grown = ListRoom.grown(length, least, FIRST_ROOM);
        held += (long) bytes * (grown - length);
        if (held > budget) {
            held = 0;
            Arrays.fill(arrays, "");
            throw new TooManyResidualsException(budget);
        }
        return grown;
    }

    /// Makes array `slot` hold an element `index`; those from `used` on become zero.
    public int[] extend(int slot, int[] array, int used, int index) {
        var extended = index < array.length ? array : i32(slot, array, used, index - used + 1);
        Arrays.fill(extended, used, index + 1, 0);
        return extended;
    }

    /// Makes array `slot` hold an element `index`; those from `used` on become zero.
    public long[] extend(int slot, long[] array, int used, int index) {
        var extended = index < array.length ? array : i64(slot, array, used, index - used + 1);
        Arrays.fill(extended, used, index + 1, 0);
        return extended;
    }

    /// Makes array `slot` hold an element `index`; those from `used` on become zero.
    public float[] extend(int slot, float[] array, int used, int index) {
        var extended = index < array.length ? array : f32(slot, array, used, index - used + 1);
        Arrays.fill(extended, used, index + 1, 0);
        return extended;
    }

    /// Makes array `slot` hold an element `index`; those from `used` on become zero.
    public double[] extend(int slot, double[] array, int used, int index) {
        var extended = index < array.length ? array : f64(slot, array, used, index - used + 1);
        Arrays.fill(extended, used, index + 1, 0);
        return extended;
    }
}
