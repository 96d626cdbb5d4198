package fluxion.compiler.trace;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// What has been made for a key, to be used again. The values used last are kept, so that a program that makes ever new
/// keys does not keep them all.
final class Cache<K, V> {
    private static final int SIZE = 1_000;

    private final Map<K, V> values = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > SIZE;
        }
    };

    /// The value for `key`, made by `maker` if there is none. Two threads may make one each; one of them is used.
    V get(K key, Supplier<V> maker) {
        synchronized (values) {
            var known = values.get(key);
            if (known != null) {
                return known;
            }
        }
        var made = maker.get();
        synchronized (values) {
            var other = values.putIfAbsent(key, made);
            return other == null ? made : other;
        }
    }
}
