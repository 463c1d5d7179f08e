/* Documents made from the tables are checked in; here they are found stale. Write them anew with
 * DURE_WRITE_DOCUMENTS=1 in the environment of this test. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk.h"

static void check_document(const char *path, const char *text)
{
    if (getenv("DURE_WRITE_DOCUMENTS") != NULL) {
        FILE *file = fopen(path, "w");
        ck_assert_ptr_nonnull(file);
        ck_assert_int_ge(fputs(text, file), 0);
        ck_assert_int_eq(fclose(file), 0);
        return;
    }
    struct arena *arena = arena_new("document", 64 << 20);
    char *kept = arena_alloc(arena, 8 << 20);
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s is missing", path);
    size_t size = fread(kept, 1, (8 << 20) - 1, file);
    (void)fclose(file);
    kept[size] = '\0';
    ck_assert_msg(strcmp(kept, text) == 0, "%s is stale: DURE_WRITE_DOCUMENTS=1 writes it", path);
    arena_free(arena);
}

START_TEST(the_description_of_the_interface_is_the_one_checked_in)
{
    struct arena *arena = arena_new("test", 256 << 20);
    check_document("docs/generated/openapi.json", api_openapi(arena, api_route_tables(), NULL));
    arena_free(arena);
}
END_TEST

START_TEST(the_page_of_routes_is_the_one_checked_in)
{
    struct arena *arena = arena_new("test", 256 << 20);
    check_document("docs/generated/routes.md", api_routes_text(arena, api_route_tables()));
    arena_free(arena);
}
END_TEST

START_TEST(every_reference_in_the_description_leads_somewhere)
{
    struct arena *arena = arena_new("test", 256 << 20);
    size_t size = 0;
    const char *text = api_openapi(arena, api_route_tables(), &size);
    json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_ptr_nonnull(root);
    json_t *schemas = json_object_get(json_object_get(root, "components"), "schemas");
    static const char start[] = "#/components/schemas/";
    int count = 0;
    for (const char *at = strstr(text, start); at != NULL; at = strstr(at + 1, start)) {
        const char *name = at + strlen(start);
        name = arena_text_of(arena, name, strcspn(name, "\""));
        ck_assert_msg(json_object_get(schemas, name) != NULL, "no schema %s", name);
        count++;
    }
    ck_assert_int_gt(count, 50);
    json_decref(root);
    arena_free(arena);
}
END_TEST

/* Two shapes of one name would overwrite each other in the description. */
START_TEST(no_two_shapes_share_a_name)
{
    const struct shape *seen[400];
    size_t count = 0;
    for (const struct route *const *table = api_route_tables(); *table != NULL; table++)
        for (const struct route *route = *table; route->path != NULL; route++)
            for (int i = 0; i < 2; i++) {
                const struct shape *shape = i == 0 ? route->body : route->answer;
                bool known = shape == NULL;
                for (size_t j = 0; !known && j < count; j++) {
                    known = seen[j] == shape;
                    ck_assert_msg(known || strcmp(seen[j]->name, shape->name) != 0,
                                  "two shapes are called %s", shape->name);
                }
                if (!known)
                    seen[count++] = shape;
            }
    ck_assert_uint_gt(count, 10);
}
END_TEST

TEST_MAIN("api documents", the_description_of_the_interface_is_the_one_checked_in,
          the_page_of_routes_is_the_one_checked_in,
          every_reference_in_the_description_leads_somewhere, no_two_shapes_share_a_name)
