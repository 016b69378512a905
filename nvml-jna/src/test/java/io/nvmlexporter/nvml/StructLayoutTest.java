package io.nvmlexporter.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Structure;
import io.nvmlexporter.nvml.NvmlStructs.Bytes;
import io.nvmlexporter.nvml.NvmlStructs.Signed;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Holds each struct of {@link NvmlStructs} to structs.tsv. */
class StructLayoutTest {
    private static final List<Map<String, String>> ROWS = Table.rows("structs.tsv");

    static final List<Class<?>> STRUCTURES = classes()
            .filter(Structure.class::isAssignableFrom)
            .filter(type -> !Modifier.isAbstract(type.getModifiers()))
            .collect(Collectors.toList());

    static final List<Class<?>> OFFSETS = classes()
            .filter(type -> !Structure.class.isAssignableFrom(type) && !type.isAnnotation())
            .collect(Collectors.toList());

    @Test
    void everyStructIsInTheTable() {
        Set<String> structs = new TreeSet<>();
        Stream.concat(STRUCTURES.stream(), OFFSETS.stream()).forEach(type -> structs.add(type.getSimpleName()));
        assertThat(structs)
                .isEqualTo(ROWS.stream().map(row -> row.get("struct")).collect(Collectors.toSet()));
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("STRUCTURES")
    void aStructIsLaidOutAsInC(Class<? extends Structure> type) throws ReflectiveOperationException {
        Structure struct = type.getConstructor().newInstance();
        assertThat(fields(type))
                .as("members of %s", type.getSimpleName())
                .isEqualTo(membersOf(type).map(row -> row.get("member")).toList());
        for (Map<String, String> row : membersOf(type).toList()) {
            String name = type.getSimpleName() + "." + row.get("member");
            Field field = type.getField(row.get("member"));
            assertThat(offset(struct, field.getName())).as("offset of %s", name).isEqualTo(number(row, "offset"));
            assertThat(javaType(row))
                    .as("type of %s", name)
                    .isEqualTo(field.getType().getSimpleName());
            assertThat(field.isAnnotationPresent(Signed.class))
                    .as("@Signed on %s", name)
                    .isEqualTo(row.get("type").equals("int"));
            assertThat(field.isAnnotationPresent(Bytes.class))
                    .as("@Bytes on %s", name)
                    .isEqualTo(row.get("type").equals("unsigned char")
                            && field.getType().isArray());
            if (field.getType().isArray()) {
                assertThat(java.lang.reflect.Array.getLength(field.get(struct)))
                        .as("length of %s", name)
                        .isEqualTo(number(row, "count"));
            }
        }
        assertThat(struct.size()).as("size of %s", type.getSimpleName()).isEqualTo(number(rowOf(type, ""), "size"));
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("STRUCTURES")
    void theConstructorSetsTheVersionWord(Class<? extends Structure> type) throws ReflectiveOperationException {
        Structure struct = type.getConstructor().newInstance();
        struct.write();
        String version = rowOf(type, "").get("version");
        assertThat(
                        version.isEmpty()
                                ? ""
                                : String.format("0x%08x", struct.getPointer().getInt(0)))
                .as("version word of %s", type.getSimpleName())
                .isEqualTo(version);
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("OFFSETS")
    void anOffsetIsAsInC(Class<?> type) throws ReflectiveOperationException {
        for (Field field : type.getDeclaredFields()) {
            String name = type.getSimpleName() + "." + field.getName();
            long expected = switch (field.getName()) {
                case "SIZE" -> number(rowOf(type, ""), "size");
                case "VERSION" -> Long.decode(rowOf(type, "").get("version"));
                default -> number(rowOf(type, field.getName()), "offset");
            };
            assertThat((long) field.getInt(null)).as(name).isEqualTo(expected);
        }
    }

    private static Stream<Class<?>> classes() {
        return Stream.of(NvmlStructs.class, NvmlEventStructs.class, NvmlHealthStructs.class)
                .flatMap(holder -> Arrays.stream(holder.getDeclaredClasses()));
    }

    private static List<String> fields(Class<? extends Structure> type) {
        return List.of(type.getAnnotation(Structure.FieldOrder.class).value());
    }

    private static Stream<Map<String, String>> membersOf(Class<?> type) {
        return ROWS.stream()
                .filter(row -> row.get("struct").equals(type.getSimpleName())
                        && !row.get("member").isEmpty());
    }

    private static Map<String, String> rowOf(Class<?> type, String member) {
        return ROWS.stream()
                .filter(row -> row.get("struct").equals(type.getSimpleName())
                        && row.get("member").equals(member))
                .findFirst()
                .orElseThrow(() -> new AssertionError("structs.tsv has no " + type.getSimpleName() + "." + member));
    }

    private static long number(Map<String, String> row, String column) {
        return Long.parseLong(row.get(column));
    }

    /** The Java type that has the size of the C type, on every platform that NVML has. */
    private static String javaType(Map<String, String> row) {
        String type = row.get("type");
        String one = switch (type) {
            case "char", "unsigned char", "nvmlGpuFabricState_t" -> "byte";
            case "unsigned short" -> "short";
            case "int",
                    "unsigned int",
                    "nvmlReturn_t",
                    "nvmlValueType_t",
                    "nvmlTemperatureSensors_t",
                    "nvmlGridLicenseFeatureCode_t" -> "int";
            case "unsigned long long", "nvmlValue_t" -> "long";
            case "nvmlDevice_t", "nvmlSystemEventSet_t", "nvmlSystemEventData_v1_t *", "nvmlPRMCounter_v1_t *" ->
                "Pointer";
            default -> type;
        };
        return row.get("count").isEmpty() ? one : one + "[]";
    }

    private static long offset(Structure struct, String member) throws ReflectiveOperationException {
        Method fieldOffset = Structure.class.getDeclaredMethod("fieldOffset", String.class);
        fieldOffset.setAccessible(true);
        return (int) fieldOffset.invoke(struct, member);
    }
}
