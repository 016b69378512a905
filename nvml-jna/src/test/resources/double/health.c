/* What tells of faults and repairs, and is more than one value or one struct. */
#include "double.h"
#include <string.h>

EXPORT int nvmlDeviceGetRemappedRows(
    handle device, unsigned int *corrected, unsigned int *uncorrected, unsigned int *pending, unsigned int *failure) {
    uint32_t rows[4];
    bool null = corrected == NULL || uncorrected == NULL || pending == NULL || failure == NULL;
    int code = get(FN_nvmlDeviceGetRemappedRows, device, "", null ? INVALID_ARGUMENT : SUCCESS, rows, sizeof rows);
    if (code == SUCCESS) {
        *corrected = rows[0];
        *uncorrected = rows[1];
        *pending = rows[2];
        *failure = rows[3];
    }
    return code;
}

EXPORT int nvmlDeviceGetRepairStatus(handle device, struct repair_status *out) {
    return get(FN_nvmlDeviceGetRepairStatus, device, "", version_complaint(out, REPAIR_STATUS_V1), out, 0);
}

/* Records are of unequal lengths; the first is longer than what a careful caller offers at once. */
enum { RECORD_HEADER = 128, LONG_RECORD = 100000, CPER_TYPE_GPU = 1 };

static uint32_t record_length(uint64_t index) {
    return index == 0 ? LONG_RECORD : RECORD_HEADER + 8 * (uint32_t)(index % 5);
}

static void write_record(unsigned char *at, uint32_t length) {
    memset(at, 0xA5, length);
    memcpy(at, "CPER", 4);
    memcpy(at + 20, &length, sizeof length);
}

/* The capture has the number of records of each GPU; the cursor's handle is that of the next one. */
static int read_records(struct subject gpu, struct cper_request *request) {
    const struct answer *answer = answer_to(gpu, FN_nvmlSystemGetCPER_v1, "");
    if (answer == NULL || answer->code != SUCCESS) {
        return answer == NULL ? NOT_SUPPORTED : answer->code;
    }
    uint32_t used = 0;
    uint64_t next = request->cursor.handle;
    while (next < answer->members[0].integer && used + record_length(next) <= request->bufferSize) {
        write_record(request->buffer + used, record_length(next));
        used += record_length(next++);
    }
    if (used == 0 && next < answer->members[0].integer) {
        request->bufferSize = record_length(next);
        return INSUFFICIENT_SIZE;
    }
    request->cursor.handle = next;
    request->bufferSize = used;
    return SUCCESS;
}

/* The call names its GPU by UUID, so that it is counted and refused as the GPU's own. */
static struct subject subject_with_uuid(const char *uuid) {
    const struct section *section;
    for (size_t i = 0; (section = section_at(i)) != NULL; i++) {
        const struct answer *answer = answer_to(section->subject, FN_nvmlDeviceGetUUID, "");
        if (answer != NULL && answer->code == SUCCESS && strcmp(answer->members[0].text, uuid) == 0) {
            return section->subject;
        }
    }
    return SYSTEM_SUBJECT;
}

EXPORT int nvmlSystemGetCPER_v1(struct cper_request *request) {
    bool known = request != NULL && request->cursor.cperTypeMask == CPER_TYPE_GPU &&
                 memchr(request->cursor.uuid, '\0', sizeof request->cursor.uuid) != NULL;
    struct subject gpu = known ? subject_with_uuid(request->cursor.uuid) : SYSTEM_SUBJECT;
    begin(FN_nvmlSystemGetCPER_v1, gpu, "");
    int code = state_of(SYSTEM);
    if (code == SUCCESS) {
        code = known && gpu.gpu >= 0 ? refusal(FN_nvmlSystemGetCPER_v1, gpu, "") : INVALID_ARGUMENT;
    }
    if (code == SUCCESS) {
        code = read_records(gpu, request);
    }
    end();
    return code;
}
