package io.nvmlexporter.simulation;

import io.nvmlexporter.nvml.Call;
import io.nvmlexporter.nvml.FieldValue;
import io.nvmlexporter.nvml.NvmlReturn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the text of a capture, line by line; every message names the line. */
final class CaptureParser {
    static final String FIRST_LINE = "# nvml-exporter capture 1";
    static final String FIELD_VALUES = "nvmlDeviceGetFieldValues";
    static final String GPM_METRIC = "nvmlGpmMetricsGet";
    /** An event of a GPU; its argument is when it happens, in milliseconds after the capture's moment. */
    static final String EVENT = "nvmlEventSetWait_v2";
    /** The same of the node. */
    static final String SYSTEM_EVENT = "nvmlSystemEventSetWait";
    /** The answer of a call that gives nothing but its return code. */
    static final String OK = "ok";

    // Possessive throughout: a file of any shape is read without a deep stack and in time that its length bounds.
    private static final Pattern LINE = Pattern.compile(
            "(?<call>nvml\\w++)(?<arguments>\\(-?\\d++(?:,-?\\d++)*+\\))? (?<operator>[=~]) (?<answer>.*)");
    private static final Pattern REFUSAL = Pattern.compile("!(\\w+)");
    private static final Pattern NO_VALUE = Pattern.compile(OK + "(?= |$)");
    private static final Pattern VALUE = Pattern.compile("(?:(?<name>[A-Za-z][\\w.\\[\\]]*+):)?"
            + "(?:\"(?<text>(?:[^\"\\\\]++|\\\\[\"\\\\n])*+)\"|(?<number>-?\\d++(?![.E]))|(?<real>NaN|-?\\d++(?:\\.\\d++)?(?:E-?\\d++)?))"
            + "(?= |$)");
    private static final Pattern BYTES = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");
    /** More GPUs than any node has; a larger count is a typing error that would only cost memory. */
    private static final long MOST_GPUS = 1024;

    private static final int MOST_SHOWN = 60;

    private static final Map<String, Call> CALLS =
            Arrays.stream(Call.values()).collect(Collectors.toUnmodifiableMap(Call::function, Function.identity()));
    private static final Map<String, FieldValue.Type> FIELD_TYPES = Arrays.stream(FieldValue.Type.values())
            .collect(Collectors.toUnmodifiableMap(type -> type.name().toLowerCase(Locale.ROOT), Function.identity()));
    /** How many arguments there are to each call that is known here. */
    private static final Map<String, Integer> ARGUMENT_COUNTS = argumentCounts();

    private final String file;
    private final List<String> header = new ArrayList<>();
    private final Map<Subject, Map<String, Reply>> sections = new LinkedHashMap<>();
    private Subject subject;
    private Map<String, Reply> section;
    private int line;

    CaptureParser(String file) {
        this.file = file;
    }

    Capture parse(String text) throws CaptureException {
        for (String content : text.split("\r?\n", -1)) {
            line++;
            if (line == 1 && !content.equals(FIRST_LINE)) {
                throw wrong("not a capture of this version: the first line must be '" + FIRST_LINE + "'");
            }
            parseLine(content);
        }
        requireSystem(Call.SYSTEM_DRIVER_VERSION);
        requireSystem(Call.DEVICE_COUNT);
        long gpus = (Long) sections.get(Subject.SYSTEM)
                .get(Call.DEVICE_COUNT.function())
                .values()
                .get("");
        if (gpus < 0 || gpus > MOST_GPUS) {
            throw new CaptureException(file + ": " + Call.DEVICE_COUNT.function() + " must be 0 to " + MOST_GPUS);
        }
        return new Capture(file, List.copyOf(header), sections);
    }

    private void parseLine(String content) throws CaptureException {
        if (content.startsWith("#")) {
            header.add(content.substring(1).strip());
        } else if (content.startsWith("[")) {
            subject = Subject.parse(content);
            if (subject == null) {
                throw wrong("expected [system], [gpu N] or [gpu N mig M], found " + shown(content));
            }
            section = new LinkedHashMap<>();
            if (sections.putIfAbsent(subject, section) != null) {
                throw wrong("there are two sections " + subject);
            }
        } else if (!content.isBlank()) {
            parseReply(content);
        }
    }

    private void parseReply(String content) throws CaptureException {
        Matcher matcher = LINE.matcher(content);
        if (!matcher.matches()) {
            throw wrong("expected 'call = answer' or 'call ~ answer', found " + shown(content));
        }
        if (section == null) {
            throw wrong("a section such as [system] must come before the first answer");
        }
        String function = matcher.group("call");
        String arguments = matcher.group("arguments") == null ? "" : matcher.group("arguments");
        boolean typed = function.equals(FIELD_VALUES);
        Reply reply = reply(matcher.group("answer"), matcher.group("operator").equals("="), typed);
        if (reply.code() != NvmlReturn.FUNCTION_NOT_FOUND || !arguments.isEmpty()) {
            checkArguments(function, arguments);
        }
        if (function.equals(EVENT) || function.equals(SYSTEM_EVENT)) {
            checkEvent(function, arguments, reply);
        } else if (reply.code() == NvmlReturn.SUCCESS) {
            check(function, arguments, reply.values());
        }
        if (section.putIfAbsent(function + arguments, reply) != null) {
            throw wrong(shown(function + arguments) + " is answered twice in its section");
        }
    }

    /** @param typed whether the value is named by its C type, which then must hold it */
    private Reply reply(String answer, boolean measured, boolean typed) throws CaptureException {
        Map<String, Object> values = new LinkedHashMap<>();
        Matcher refusal = REFUSAL.matcher(answer);
        if (refusal.lookingAt()) {
            expectEnd(answer, refusal.end());
            return new Reply(code(refusal.group(1)), Map.of(), measured);
        }
        Matcher noValue = NO_VALUE.matcher(answer);
        if (noValue.lookingAt()) {
            expectEnd(answer, noValue.end());
            return new Reply(NvmlReturn.SUCCESS, Map.of(), measured);
        }
        Matcher value = VALUE.matcher(answer);
        int end = 0;
        while (value.region(end, answer.length()).lookingAt()) {
            add(value, values, typed);
            end = value.end() < answer.length() && answer.charAt(value.end()) == ' ' ? value.end() + 1 : value.end();
        }
        if (values.isEmpty()) {
            throw wrong("expected a number, a \"text\", name:value pairs, ok or !ERROR, found " + shown(answer));
        }
        expectEnd(answer, end);
        return new Reply(NvmlReturn.SUCCESS, values, measured);
    }

    private void add(Matcher value, Map<String, Object> values, boolean typed) throws CaptureException {
        String name = value.group("name") == null ? "" : value.group("name");
        Object read = valueOf(value);
        FieldValue.Type type = typed ? FIELD_TYPES.get(name) : null;
        if (type != null
                && read instanceof Long number
                && !fits(type, number, value.group("number").startsWith("-"))) {
            throw wrong(shown(value.group()) + " does not fit in its type");
        }
        if (values.put(name, read) != null) {
            throw wrong("the answer has two values of one name");
        }
    }

    private NvmlReturn code(String name) throws CaptureException {
        for (NvmlReturn known : NvmlReturn.values()) {
            if (known.name().equals(name) && known != NvmlReturn.SUCCESS) {
                return known;
            }
        }
        throw wrong("NVML has no error " + shown(name));
    }

    private Object valueOf(Matcher value) throws CaptureException {
        if (value.group("text") != null) {
            return ESCAPE.matcher(value.group("text"))
                    .replaceAll(
                            escape -> Matcher.quoteReplacement(escape.group(1).equals("n") ? "\n" : escape.group(1)));
        }
        try {
            if (value.group("number") == null) {
                return real(value.group("real"));
            }
            String digits = value.group("number");
            return digits.startsWith("-") ? Long.parseLong(digits) : Long.parseUnsignedLong(digits);
        } catch (NumberFormatException e) {
            throw wrong(shown(value.group()) + " does not fit in 64 bits");
        }
    }

    /** @param negative whether the number has a sign; without one, bits below zero are a number above 2^63 */
    private static boolean fits(FieldValue.Type type, long bits, boolean negative) {
        return switch (type) {
            case F64 -> true;
            case U32 -> bits >= 0 && bits <= 0xFFFF_FFFFL;
            case U16 -> bits >= 0 && bits <= 0xFFFF;
            case ULONG, U64 -> !negative;
            case I64 -> negative || bits >= 0;
            case I32 -> bits == (int) bits && (negative || bits >= 0);
        };
    }

    private static Double real(String digits) {
        double real = Double.parseDouble(digits);
        if (Double.isInfinite(real)) {
            throw new NumberFormatException();
        }
        return real;
    }

    private void expectEnd(String answer, int end) throws CaptureException {
        String rest = answer.substring(end).strip();
        if (!rest.isEmpty() && !rest.startsWith("#")) {
            throw wrong("expected nothing more or a # comment, found " + shown(rest));
        }
    }

    private void checkArguments(String function, String arguments) throws CaptureException {
        int count = arguments.isEmpty() ? 0 : arguments.split(",", -1).length;
        int expected = ARGUMENT_COUNTS.getOrDefault(function, count);
        if (count != expected) {
            throw wrong(shown(function + arguments) + " must have " + expected + " argument(s), and has " + count);
        }
    }

    private static Map<String, Integer> argumentCounts() {
        Map<String, Integer> counts = new HashMap<>(Map.of(FIELD_VALUES, 2, GPM_METRIC, 1, EVENT, 1, SYSTEM_EVENT, 1));
        CALLS.forEach(
                (function, call) -> counts.put(function, call.argumentLists(1).get(0).length));
        return Map.copyOf(counts);
    }

    private void checkEvent(String function, String arguments, Reply reply) throws CaptureException {
        boolean ofGpu = function.equals(EVENT);
        if (!(ofGpu ? subject instanceof Subject.Gpu : subject.equals(Subject.SYSTEM))) {
            throw wrong(function + " must stand in " + (ofGpu ? "[gpu N]" : Subject.SYSTEM));
        }
        if (!arguments.matches("\\(\\d{1,9}\\)")) {
            throw wrong(shown(function + arguments) + " must have the milliseconds after which it happens");
        }
        List<String> needed = ofGpu ? List.of("eventType", "eventData") : List.of("eventType", "gpuId");
        List<String> known = ofGpu ? List.of("eventType", "eventData", "gpuInstanceId", "computeInstanceId") : needed;
        Map<String, Object> values = reply.values();
        if (!values.keySet().containsAll(needed)
                || !known.containsAll(values.keySet())
                || !values.values().stream().allMatch(Long.class::isInstance)) {
            throw wrong(function + " must give the integers " + String.join(" and ", needed));
        }
    }

    /** Holds an answer to what its call gives, so that nothing above has to. Calls unknown here are let through. */
    private void check(String function, String arguments, Map<String, Object> values) throws CaptureException {
        Call call = CALLS.get(function);
        if (call != null) {
            if (call.members().isEmpty() && !values.isEmpty()) {
                throw wrong(function + " gives no value, so its answer must be " + OK);
            }
            for (Call.Member member : call.members()) {
                if (!gives(member, values.get(member.name()))) {
                    throw wrong(function + " must give " + expected(member));
                }
            }
        } else if (function.equals(FIELD_VALUES)) {
            if (values.size() != 1 || !FIELD_TYPES.keySet().containsAll(values.keySet())) {
                throw wrong(shown(function + arguments) + " must give one value named by its type: "
                        + FIELD_TYPES.keySet());
            }
            boolean real = values.containsKey("f64");
            if (!values.values().stream().allMatch(value -> real ? value instanceof Number : value instanceof Long)) {
                throw wrong(shown(function + arguments) + " must give a number of its type");
            }
        } else if (function.equals(GPM_METRIC) && !(values.get("") instanceof Number)) {
            throw wrong(shown(function + arguments) + " must give one number");
        }
    }

    private static boolean gives(Call.Member member, Object value) {
        return switch (member.type()) {
            case NUMBER -> value instanceof Long;
            case TEXT -> value instanceof String;
            case BYTES -> value instanceof String text && BYTES.matcher(text).matches();
        };
    }

    private static String expected(Call.Member member) {
        String type = switch (member.type()) {
            case NUMBER -> "an integer";
            case TEXT -> "a \"text\"";
            case BYTES -> "a \"text\" of 32 hexadecimal digits";
        };
        return member.name().isEmpty() ? type : type + " named '" + member.name() + "'";
    }

    private void requireSystem(Call call) throws CaptureException {
        Reply reply = sections.getOrDefault(Subject.SYSTEM, Map.of()).get(call.function());
        if (reply == null || reply.code() != NvmlReturn.SUCCESS) {
            throw new CaptureException(file + ": [system] must answer " + call.function());
        }
    }

    /** What the file says there, fit for a message of one line. */
    private static String shown(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]", "?");
        return "'" + (line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + "…") + "'";
    }

    private CaptureException wrong(String what) {
        return new CaptureException(file + ":" + line + ": " + what);
    }
}
