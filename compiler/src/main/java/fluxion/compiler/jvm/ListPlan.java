package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.ControlOp;
import fluxion.ir.ListType;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a direct method keeps the lists of a program.
///
/// All names of one list are a [Home]. The elements of a list are in a [Store]; those of a list of lists are in one
/// store after the other, with a store of the places where each list ends. So a list that is made only to be appended
/// to another ([Kind#PART]) is appended to that one's store from the beginning, and a list that is read from another
/// ([Kind#VIEW]) is a part of that one's store: neither is ever copied.
final class ListPlan {
    /// What a list is to others.
    enum Kind {
        /// A list with a store of its own.
        ROOT,
        /// A list that becomes the last element of another.
        PART,
        /// A list that is an element of another, which does not change any more.
        VIEW
    }

    /// Where an operation is.
    record Site(Region.Node node, int time, List<Region> path) {
        boolean isIn(Region region) {
            return path.contains(region);
        }

        /// The innermost region around it.
        Region region() {
            return path.getLast();
        }
    }

    /// The elements of lists, one after the other.
    ///
    /// @param type the type of an element
    /// @param number its number among the stores
    /// @param inner the store of the elements of the elements, if these are lists
    record Store(Type type, int number, @Nullable Store inner) {}

    /// One list, whatever its names.
    static final class Home {
        private final ListType type;
        private final List<Site> made = new ArrayList<>();
        private final List<Site> appends = new ArrayList<>();
        private final List<Site> appended = new ArrayList<>();
        private final List<Site> readInto = new ArrayList<>();
        private boolean accumulates;
        private Kind kind = Kind.ROOT;

        /// The list of which it is a part or view.
        @Nullable
        private Home outer;

        @Nullable
        private Store store;

        private Home(ListType type) {
            this.type = type;
        }

        Kind kind() {
            return kind;
        }

        List<Site> made() {
            return made;
        }

        List<Site> appends() {
            return appends;
        }

        List<Site> readInto() {
            return readInto;
        }

        boolean accumulates() {
            return accumulates;
        }

        @Nullable
        Home outer() {
            return outer;
        }

        ListType type() {
            return type;
        }

        /// Whether nothing is added to it.
        boolean isOnlyRead() {
            return appends.isEmpty() && !accumulates;
        }

        Store store() {
            return Objects.requireNonNull(store);
        }

        Home root() {
            var home = this;
            while (home.outer != null) {
                home = home.outer;
            }
            return home;
        }
    }

    private final Map<Value, Value> names = new IdentityHashMap<>();
    private final Map<Value, Home> homes = new IdentityHashMap<>();
    private final Map<Region.Node, Site> sites = new IdentityHashMap<>();
    private final Set<Home> all = new LinkedHashSet<>();
    private final List<Store> stores = new ArrayList<>();
    private final Set<Region> rounds = new LinkedHashSet<>();
    private final ListLengths lengths;
    private int now;

    /// @throws NotDirectException if a list is used in a way that there is no place for
    ListPlan(Region program) {
        join(program);
        collect(program, List.of(program));
        all.forEach(ListPlan::classify);
        all.forEach(this::store);
        all.forEach(this::checkView);
        this.lengths = new ListLengths(program, this);
    }

    /// Which reads of lists are inside.
    ListLengths lengths() {
        return lengths;
    }

    Home home(Value list) {
        return homes.computeIfAbsent(canonical(list), v -> {
            var home = new Home((ListType) v.type());
            all.add(home);
            return home;
        });
    }

    /// Where `node`, an operation of the program, is.
    Site site(Region.Node node) {
        return Objects.requireNonNull(sites.get(node));
    }

    /// The list that each element of `outer` is made as; null if that is not one and the same.
    @Nullable
    Home partOf(Home outer) {
        var parts = all.stream()
                .filter(home -> home.kind == Kind.PART && home.outer == outer)
                .toList();
        return parts.size() == 1 ? parts.getFirst() : null;
    }

    /// The stores, in the order of their numbers.
    List<Store> stores() {
        return stores;
    }

    Set<Home> homes() {
        return all;
    }

    // ---------------------------------------------------------------- names

    private Value canonical(Value list) {
        var name = list;
        for (var next = names.get(name); next != null; next = names.get(name)) {
            name = next;
        }
        return name;
    }

    private void same(Value x, Value y) {
        if (x.type() instanceof ListType) {
            var a = canonical(x);
            var b = canonical(y);
            if (a != b) {
                names.put(b, a);
            }
        }
    }

    private void same(List<Value> x, List<Value> y) {
        for (int i = 0; i < x.size(); i++) {
            same(x.get(i), y.get(i));
        }
    }

    private void join(Region region) {
        for (var node : region.body()) {
            switch (node.op()) {
                case ControlOp.If(var _, var whenTrue, var whenFalse) -> {
                    same(node.results(), whenTrue.yields());
                    same(node.results(), whenFalse.yields());
                }
                case ControlOp.For(var _, var initial, var body) -> {
                    rounds.add(body);
                    same(node.results(), initial);
                    same(
                            node.results(),
                            body.parameters().subList(1, body.parameters().size()));
                    same(node.results(), body.yields());
                }
                case ControlOp.While(var initial, var condition, var body) -> {
                    rounds.add(body);
                    rounds.add(condition);
                    same(node.results(), initial);
                    same(node.results(), condition.parameters());
                    same(node.results(), body.parameters());
                    same(node.results(), body.yields());
                }
                case Op _ -> {}
            }
            OpSchema.regions(node.op()).forEach(this::join);
        }
    }

    private void collect(Region region, List<Region> path) {
        for (var node : region.body()) {
            var site = new Site(node, now++, path);
            sites.put(node, site);
            switch (node.op()) {
                case BufferOp.BufferListNew _ ->
                    home(node.results().getFirst()).made.add(site);
                case BufferOp.BufferListAppend(var list, var element) -> {
                    home(list).appends.add(site);
                    if (element.type() instanceof ListType) {
                        home(element).appended.add(site);
                        home(element).outer = home(list);
                    }
                }
                case BufferOp.BufferListRead(var list, var _, var into)
                when into.type() instanceof ListType -> {
                    home(into).readInto.add(site);
                    home(into).outer = home(list);
                }
                case BufferOp.BufferListAccumulate(var list, var _, var element) -> {
                    home(list).accumulates = true;
                    if (element.type() instanceof ListType) {
                        throw new NotDirectException("a list of " + element.type() + " that is accumulated");
                    }
                }
                case Op _ -> {}
            }
            for (var inner : OpSchema.regions(node.op())) {
                var longer = new ArrayList<>(path);
                longer.add(inner);
                collect(inner, longer);
            }
        }
    }

    // ---------------------------------------------------------------- kinds

    private static void classify(Home home) {
        expect(areExclusive(home.made), "a list that is made in several places");
        if (!home.readInto.isEmpty()) {
            home.kind = Kind.VIEW;
            expect(
                    home.readInto.size() == 1
                            && home.made.size() == 1
                            && home.appends.isEmpty()
                            && home.appended.isEmpty()
                            && !home.accumulates,
                    "an element of a list that changes");
        } else if (!home.appended.isEmpty()) {
            home.kind = Kind.PART;
            var end = home.appended.getFirst();
            expect(
                    home.appended.size() == 1
                            && !home.accumulates
                            && home.outer != null
                            && home.outer.appends.size() == 1
                            && !home.outer.accumulates
                            && home.made.stream()
                                    .allMatch(site -> site.time < end.time && site.isIn(end.path.getLast()))
                            && home.appends.stream().allMatch(site -> site.time < end.time),
                    "a list that is appended to another and used elsewhere too");
        }
    }

    /// Whether at most one of `sites` is reached: the others are in other branches.
    private static boolean areExclusive(List<Site> sites) {
        for (int i = 0; i < sites.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (!areExclusive(sites.get(i).path, sites.get(j).path)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean areExclusive(List<Region> x, List<Region> y) {
        int fork = 0;
        while (fork < Math.min(x.size(), y.size()) && x.get(fork) == y.get(fork)) {
            fork++;
        }
        if (fork == Math.min(x.size(), y.size())) {
            return false;
        }
        var branches = List.of(x.get(fork), y.get(fork));
        return x.get(fork - 1).body().stream()
                .anyMatch(node -> node.op() instanceof ControlOp.If op
                        && OpSchema.regions(op).containsAll(branches));
    }

    private Store store(Home home) {
        if (home.store == null) {
            home.store = home.outer == null
                    ? newStore(home.type.element())
                    : store(home.outer).inner();
        }
        return home.store();
    }

    private Store newStore(Type element) {
        var inner = element instanceof ListType list ? newStore(list.element()) : null;
        var store = new Store(element, stores.size(), inner);
        stores.add(store);
        return store;
    }

    /// What a view is part of must not change while the view is used.
    private void checkView(Home view) {
        if (view.kind != Kind.VIEW) {
            return;
        }
        var root = view.root();
        var read = view.readInto.getFirst();
        for (var home : all) {
            if (home.root() != root) {
                continue;
            }
            for (var append : home.appends) {
                Region loop = null;
                for (var region : append.path) {
                    loop = rounds.contains(region) && read.isIn(region) ? region : loop;
                }
                var common = loop;
                expect(
                        append.time < read.time
                                && (common == null || root.made.stream().allMatch(made -> made.isIn(common))),
                        "a list that is read while it changes");
            }
        }
    }

    private static void expect(boolean holds, String what) {
        if (!holds) {
            throw new NotDirectException(what);
        }
    }
}
