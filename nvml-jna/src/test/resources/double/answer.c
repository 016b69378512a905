/* One line of a capture: reads it, holds it to what its function gives, and writes it where the caller wants it. */
#include "double.h"
#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char last_error[512];

bool fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(last_error, sizeof last_error, format, arguments);
    va_end(arguments);
    return false;
}

static const char *const code_names[] = {
    "SUCCESS", "UNINITIALIZED", "INVALID_ARGUMENT", "NOT_SUPPORTED", "NO_PERMISSION", "ALREADY_INITIALIZED",
    "NOT_FOUND", "INSUFFICIENT_SIZE", "INSUFFICIENT_POWER", "DRIVER_NOT_LOADED", "TIMEOUT", "IRQ_ISSUE",
    "LIBRARY_NOT_FOUND", "FUNCTION_NOT_FOUND", "CORRUPTED_INFOROM", "GPU_IS_LOST", "RESET_REQUIRED",
    "OPERATING_SYSTEM", "LIB_RM_VERSION_MISMATCH", "IN_USE", "MEMORY", "NO_DATA", "VGPU_ECC_NOT_SUPPORTED",
    "INSUFFICIENT_RESOURCES", "FREQ_NOT_SUPPORTED", "ARGUMENT_VERSION_MISMATCH", "DEPRECATED", "NOT_READY",
    "GPU_NOT_FOUND", "INVALID_STATE", "RESET_TYPE_NOT_SUPPORTED",
};
enum { CODE_NAMES = sizeof code_names / sizeof *code_names };

int code_named(const char *name, size_t length) {
    for (int i = 1; i < CODE_NAMES; i++) {
        if (strlen(code_names[i]) == length && memcmp(code_names[i], name, length) == 0) {
            return i;
        }
    }
    if (length == strlen("UNKNOWN") && memcmp(name, "UNKNOWN", length) == 0) {
        return UNKNOWN;
    }
    return length > 0 && length < 9 && strspn(name, "0123456789") >= length ? atoi(name) : -1;
}

static const char *skip_spaces(const char *at) {
    return at + strspn(at, " \t\r");
}

static bool ends(const char *at) {
    return *at == '\0' || *at == '#';
}

static bool read_text(const char **at, struct member *member) {
    const char *from = *at + 1;
    char *to = member->text = malloc(strlen(from) + 1);
    for (; *from != '"'; from++) {
        if (*from == '\\') {
            from++;
            if (*from == '\0' || strchr("\"\\n", *from) == NULL) {
                return fail("a text has \\ before something else than \", \\ or n");
            }
            *to++ = *from == 'n' ? '\n' : *from;
        } else if (*from == '\0') {
            return fail("a text has no closing \"");
        } else {
            *to++ = *from;
        }
    }
    *to = '\0';
    member->form = STRING;
    *at = from + 1;
    return true;
}

/* The C locale's decimal point, whatever locale the process that loads the double has. */
static double fraction_of(const char *text, char **end) {
    static locale_t plain;
    if (plain == NULL) {
        plain = newlocale(LC_ALL_MASK, "C", NULL);
    }
    return strtod_l(text, end, plain);
}

static bool read_number(const char **at, struct member *member) {
    size_t length = strcspn(*at, " \t\r");
    char token[64];
    if (length >= sizeof token) {
        return fail("a number is longer than %zu characters", sizeof token - 1);
    }
    memcpy(token, *at, length);
    token[length] = '\0';
    *at += length;
    char *end;
    member->negative = token[0] == '-';
    const char *digits = token + member->negative;
    if (*digits != '\0' && digits[strspn(digits, "0123456789")] == '\0') {
        member->form = INTEGER;
        errno = 0;
        member->integer = member->negative ? (uint64_t)strtoll(token, &end, 10) : strtoull(token, &end, 10);
        return errno == 0 || fail("%s does not fit into 64 bits", token);
    }
    member->form = FRACTION;
    member->fraction = fraction_of(token, &end);
    bool decimal = digits[strspn(digits, "0123456789.E+-")] == '\0' && strpbrk(token, ".E") != NULL;
    return (*digits != '\0' && *end == '\0' && (decimal || strcmp(token, "NaN") == 0)) ||
           fail("'%s' is not an integer, a fraction or a text in quotes", token);
}

static bool read_value(const char **at, struct member *member) {
    return (**at == '"' ? read_text(at, member) : read_number(at, member)) &&
           (strchr(" \t\r", **at) != NULL || fail("'%s' follows a value without a space", *at));
}

static bool read_members(const char *at, struct answer *answer) {
    while (!ends(at = skip_spaces(at))) {
        answer->members = realloc(answer->members, (answer->count + 1) * sizeof *answer->members);
        struct member *member = &answer->members[answer->count++];
        *member = (struct member){0};
        size_t name = strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_[].");
        bool named = at[name] == ':';
        member->name = strndup(at, named ? name : 0);
        at += named ? name + 1 : 0;
        if (!read_value(&at, member)) {
            return false;
        }
    }
    return answer->count > 0 || fail("%s has no answer", answer->call);
}

static bool fits(const struct member *member, const struct slot *slot) {
    int64_t as_signed = (int64_t)member->integer;
    switch (slot->kind) {
        case F64: return member->form == FRACTION;
        case TEXT: return member->form == STRING && (slot->size == 0 || strlen(member->text) < slot->size);
        case U32: return member->form == INTEGER && !member->negative && member->integer <= UINT32_MAX;
        case BYTES:
            return member->form == STRING && strlen(member->text) == 2 * slot->size &&
                   member->text[strspn(member->text, "0123456789abcdef")] == '\0';
        case U16: return member->form == INTEGER && !member->negative && member->integer <= UINT16_MAX;
        case U8: return member->form == INTEGER && !member->negative && member->integer <= UINT8_MAX;
        case ULONG:
        case U64: return member->form == INTEGER && !member->negative;
        case I64: return member->form == INTEGER && member->negative == (as_signed < 0);
        case I32:
            return member->form == INTEGER && member->negative == (as_signed < 0) && as_signed >= INT32_MIN &&
                   as_signed <= INT32_MAX;
    }
    return false;
}

static const struct slot *slot_named(const struct slot *slots, const char *name) {
    for (const struct slot *slot = slots; slot->name != NULL; slot++) {
        if (strcmp(slot->name, name) == 0) {
            return slot;
        }
    }
    return NULL;
}

static const struct member *member_named(const struct answer *answer, const char *name) {
    for (size_t i = 0; i < answer->count; i++) {
        if (strcmp(answer->members[i].name, name) == 0) {
            return &answer->members[i];
        }
    }
    return NULL;
}

bool has_member(const struct answer *answer, const char *name) {
    return member_named(answer, name) != NULL;
}

/* Whether the answer has what the function gives: nothing missing, nothing twice, nothing that C has no name for. */
static bool matches(const struct answer *answer, const struct function *function) {
    if (function->slots == NULL) {
        return fail("%s gives no value that a capture could hold", answer->call);
    }
    for (size_t i = 0; i < answer->count; i++) {
        const struct member *member = &answer->members[i];
        const struct slot *slot = slot_named(function->slots, member->name);
        if (slot == NULL) {
            return fail("%s gives no '%s'", answer->call, member->name);
        }
        if (!fits(member, slot)) {
            return fail("%s: the value of '%s' is not of its C type", answer->call, member->name);
        }
        if (member_named(answer, member->name) != member) {
            return fail("%s has '%s' twice", answer->call, member->name);
        }
    }
    for (const struct slot *slot = function->slots; slot->name != NULL; slot++) {
        if (!slot->optional && member_named(answer, slot->name) == NULL) {
            return fail("%s lacks '%s'", answer->call, slot->name);
        }
    }
    return (function->slots != field_value_slots || answer->count == 1) || fail("%s needs one value", answer->call);
}

static bool read_arguments(const char *call, const struct function *function) {
    int count = 0;
    const char *at = strchr(call, '(');
    while (at != NULL && (*at == '(' || *at == ',')) {
        count++;
        at++;
        at += *at == '-';
        size_t digits = strspn(at, "0123456789");
        at += digits > 0 ? digits : strlen(at);
    }
    return (count == function->arguments && (at == NULL || strcmp(at, ")") == 0)) ||
           fail("'%s' should have %d argument(s)", call, function->arguments);
}

bool known_call(const char *call) {
    size_t length = strcspn(call, "(");
    enum function_id id = function_named(call, length);
    return id == FUNCTIONS ? fail("'%s' is no call that the double knows", call)
                           : call[length] == '\0' || read_arguments(call, &functions[id]);
}

bool read_answer(const char *line, bool operator_needed, struct answer *answer) {
    *answer = (struct answer){0};
    const char *at = skip_spaces(line);
    size_t length = strcspn(at, " \t\r");
    answer->call = strndup(at, length);
    if (!known_call(answer->call)) {
        return false;
    }
    const struct function *function = &functions[function_named(answer->call, strcspn(answer->call, "("))];
    at = skip_spaces(at + length);
    if ((*at == '=' || *at == '~') && strchr(" \t", at[1]) != NULL) {
        at = skip_spaces(at + 1);
    } else if (operator_needed) {
        return fail("%s should be followed by = or ~", answer->call);
    }
    bool library_lacks = strncmp(at, "!FUNCTION_NOT_FOUND", strlen("!FUNCTION_NOT_FOUND")) == 0;
    if (!(library_lacks && strchr(answer->call, '(') == NULL) && !read_arguments(answer->call, function)) {
        return false;
    }
    length = strcspn(at, " \t\r");
    if (length == strlen("ok") && memcmp(at, "ok", length) == 0 && ends(skip_spaces(at + length))) {
        return matches(answer, function);
    }
    if (*at != '!') {
        return read_members(at, answer) && matches(answer, function);
    }
    length = strcspn(++at, " \t\r");
    answer->code = isdigit((unsigned char)*at) ? -1 : code_named(at, length);
    return (answer->code > 0 && ends(skip_spaces(at + length))) || fail("'!%s' is no code of NVML's", at);
}

void free_answer(struct answer *answer) {
    for (size_t i = 0; i < answer->count; i++) {
        free(answer->members[i].name);
        free(answer->members[i].text);
    }
    free(answer->members);
    free(answer->call);
}

static void store(const struct member *member, const struct slot *slot, char *to) {
    uint32_t narrow = (uint32_t)member->integer;
    uint16_t narrower = (uint16_t)member->integer;
    uint8_t narrowest = (uint8_t)member->integer;
    switch (slot->kind) {
        case F64: memcpy(to, &member->fraction, sizeof member->fraction); break;
        case TEXT: strcpy(to, member->text); break;
        case BYTES:
            for (size_t i = 0; i < slot->size; i++) {
                sscanf(member->text + 2 * i, "%2hhx", (unsigned char *)to + i);
            }
            break;
        case U16: memcpy(to, &narrower, sizeof narrower); break;
        case U8: memcpy(to, &narrowest, sizeof narrowest); break;
        case U32:
        case I32: memcpy(to, &narrow, sizeof narrow); break;
        case ULONG:
        case U64:
        case I64: memcpy(to, &member->integer, sizeof member->integer); break;
    }
}

int fill(const struct answer *answer, const struct slot *slots, void *out) {
    if (answer == NULL) {
        return NOT_SUPPORTED;
    }
    for (size_t i = 0; i < answer->count; i++) {
        const struct slot *slot = slot_named(slots, answer->members[i].name);
        store(&answer->members[i], slot, (char *)out + slot->offset);
    }
    return answer->code;
}
